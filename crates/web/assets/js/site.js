// Makes the shop's pages livelier. Each page works without any of this.
document.documentElement.classList.add("js");
