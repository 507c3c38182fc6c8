// Makes the shop's pages livelier. Each page works without any of this.
import { announce } from "./announce.js";
import { cart } from "./cart.js";
import { leaving } from "./leaving.js";
import { offline } from "./offline.js";
import { orders } from "./orders.js";
import { pay } from "./pay.js";
import { picker } from "./picker.js";
import { steppers } from "./stepper.js";
import { suggest } from "./suggest.js";

document.documentElement.classList.add("js");
steppers(document);
document.addEventListener("region", (event) => steppers(event.target));
announce();
cart();
picker();
pay();
suggest();
orders();
leaving();
offline();
