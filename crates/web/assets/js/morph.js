// Makes a part of the page like the same part of a page just fetched, and leaves alone what is the same: the focus
// stays where it is, what is unfolded stays so, what is typed stays typed.

/**
 * @param {Element} now in this page
 * @param {Element} next in the other
 */
export function morph(now, next) {
  for (const { name } of [...now.attributes]) {
    if (name !== "open" && !next.hasAttribute(name)) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  morphChildren(now, next);
}

function morphChildren(now, next) {
  const wanted = new Set([...next.children].map(key));
  for (const child of [...now.children]) if (key(child) && !wanted.has(key(child))) child.remove();
  const known = new Map([...now.children].map((child) => [key(child), child]));
  let at = now.firstChild;
  for (const node of next.childNodes) {
    const kept = key(node) ? known.get(key(node)) : isAlike(at, node) && at;
    if (!kept) {
      now.insertBefore(document.importNode(node, true), at);
      continue;
    }
    // Whatever is moved loses the focus: what stands before it goes instead.
    while (at && at !== kept && !key(at)) at = without(at);
    if (at !== kept) now.insertBefore(kept, at);
    at = kept.nextSibling;
    if (kept.nodeType === Node.ELEMENT_NODE) morph(kept, node);
    else if (kept.data !== node.data) kept.data = node.data;
  }
  while (at) at = without(at);
}

/** What tells an element from those beside it; none has what stands where it stands. */
function key(node) {
  return node.id || node.dataset?.key || null;
}

function isAlike(one, other) {
  return one && !key(one) && one.nodeName === other.nodeName;
}

/** Removes a node; the one after it. */
function without(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}
