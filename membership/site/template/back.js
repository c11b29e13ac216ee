// A way back from a proof that a link led to.
for (const back of document.querySelectorAll(".back")) {
  const show = () => { back.hidden = history.length < 2 || !location.hash.startsWith("#fact-"); };
  back.onclick = () => history.back();
  addEventListener("hashchange", show);
  show();
}
