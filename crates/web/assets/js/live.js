// Hears what changes from the server: over a WebSocket, or by asking again and again where none comes through.
// What was missed while the line was broken is told when it is back, by the last `seq` that was seen.

const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 30000;
// A line that held so long was a good one: the next break is met with a short wait again.
const GOOD_MS = 10000;
const SOCKET_TRIES = 2;
const FIRST_POLL_MS = 2000;
const LAST_POLL_MS = 15000;
// While it asks, it tries a socket now and then.
const SOCKET_AGAIN_MS = 60000;
const KNOWN_MAX = 1000;
const SIGNED_OUT = 4001;

const listeners = new Map();
const known = new Set();
const topic = document.body.dataset.liveTopic ?? "";
let seq = document.body.dataset.liveAfter ?? "";
let socket = null;
let failures = 0;
let timer = 0;
let isStarted = false;

/**
 * Listens to messages of a type: "order", "payment", "aftersale", "announcement"; and to "reset", after which
 * everything must be looked at anew.
 * @param {string} type
 * @param {(news: object) => void} hear
 */
export function listen(type, hear) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(hear);
  if (isStarted) return;
  isStarted = true;
  open();
  // A machine that wakes up, or is back on the net, does not wait for its turn.
  window.addEventListener("online", again);
  window.addEventListener("pageshow", (event) => event.persisted && again());
  // A page with an open line cannot be kept for the way back.
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden || again());
}

function again() {
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  clearTimeout(timer);
  failures = 0;
  open();
}

function leave() {
  clearTimeout(timer);
  const left = socket;
  socket = null;
  left?.close();
}

function later(run, wait_ms) {
  clearTimeout(timer);
  // Each waits for another while: a server that comes back is not met by all at once.
  timer = setTimeout(run, wait_ms * (0.5 + Math.random() / 2));
}

function address(path) {
  const url = new URL(path, window.location.href);
  if (topic) url.searchParams.set("topic", topic);
  if (seq) url.searchParams.set("after", seq);
  return url;
}

function open() {
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const url = address("/live");
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  let opened_at = 0;
  try {
    socket = new WebSocket(url, "maidian.v1");
  } catch {
    poll(FIRST_POLL_MS, performance.now());
    return;
  }
  const mine = socket;
  mine.addEventListener("open", () => {
    opened_at = performance.now();
  });
  mine.addEventListener("message", (event) => take(JSON.parse(event.data)));
  mine.addEventListener("close", (event) => {
    if (socket !== mine) return;
    socket = null;
    // Somebody else by now, or nobody: what was theirs is not asked for again.
    if (event.code === SIGNED_OUT) seq = "";
    failures = opened_at && performance.now() - opened_at > GOOD_MS ? 0 : failures + 1;
    if (!opened_at && failures >= SOCKET_TRIES) poll(FIRST_POLL_MS, performance.now());
    else later(open, Math.min(FIRST_WAIT_MS * 2 ** failures, LAST_WAIT_MS));
  });
}

async function poll(wait_ms, since) {
  if (performance.now() - since > SOCKET_AGAIN_MS) {
    failures = SOCKET_TRIES - 1;
    open();
    return;
  }
  let next_ms = Math.min(wait_ms * 1.25, LAST_POLL_MS);
  try {
    // Nobody looks: ask when somebody does.
    if (!document.hidden) {
      const response = await fetch(address("/live/poll"), { headers: { accept: "application/json" } });
      // Not for them any more: asking again changes nothing.
      if (response.status === 401 || response.status === 403) return;
      if (!response.ok) throw new Error(String(response.status));
      const news = await response.json();
      if (news.reset) take({ type: "reset", seq: news.seq });
      for (const message of news.messages) if (take(message)) next_ms = FIRST_POLL_MS;
      move(news.seq);
    }
  } catch {
    next_ms = LAST_POLL_MS;
  }
  later(() => poll(next_ms, since), next_ms);
}

function move(to) {
  if (!seq || BigInt(to) > BigInt(seq)) seq = to;
}

/** Whether it is news: the last moments are told again after a break. */
function take({ seq: at, type, data }) {
  move(at);
  if (type === "hello") return false;
  if (type !== "reset") {
    if (known.has(at)) return false;
    known.add(at);
    if (known.size > KNOWN_MAX) known.delete(known.values().next().value);
  }
  for (const hear of listeners.get(type) ?? []) hear(data);
  return true;
}
