// What scrolls sideways can be scrolled by the keyboard, and the button beside code is no navigation.
const SCROLLS = "pre > code, .md-typeset__scrollwrap";

function reach() {
  for (const each of document.querySelectorAll(SCROLLS)) {
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
    else each.removeAttribute("tabindex");
  }
  for (const each of document.querySelectorAll("nav.md-code__nav")) each.setAttribute("role", "none");
}

addEventListener("load", () => {
  reach();
  addEventListener("resize", reach);
  new MutationObserver(reach).observe(document.querySelector("article"), { childList: true, subtree: true });
});
