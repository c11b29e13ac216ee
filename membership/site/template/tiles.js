// The tiles follow the day that is chosen on the page.
addEventListener("day", ({ detail: { day, inside } }) => {
  for (const tiles of document.querySelectorAll(".tiles")) {
    const labels = [...tiles.querySelectorAll("dt")].map((one) => one.textContent);
    for (const tile of tiles.querySelectorAll("li")) {
      const own = labels.filter((label) => inside.get(label)?.has(tile.dataset.state)), share = 100 / own.length;
      tile.style.backgroundImage = own.length ? `linear-gradient(90deg, ${own.map((label, nth) => `var(--c-series-${labels.indexOf(label) + 1}) ${nth * share}% ${(nth + 1) * share}%`)})` : "none";
      tile.lastChild.textContent = ` ${own.join(", ") || "none of them"}`;
      tile.title = `${tile.title.split(":")[0]}:${tile.lastChild.textContent}`;
    }
    tiles.querySelector("output").textContent = `On ${day}`;
    tiles.querySelectorAll("dd").forEach((one, nth) => (one.textContent = inside.get(labels[nth])?.size ?? "not known"));
  }
}, true);
