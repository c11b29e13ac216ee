// Tables that can be sorted: a button in each heading of a table.
for (const table of all(".table table")) {
  const [body] = table.tBodies, rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
  if (rows.length > 3) heads.forEach((head, column) => {
    const text = (row) => row.cells[column].textContent.trim(), dates = rows.every((row) => /^((\d+ )?([A-Z][a-z]+ )?\d{4})?$/.test(text(row)));
    const key = (row) => (dates ? Date.parse(`${text(row)} UTC`) || 0 : parseFloat(text(row).replace(/,/g, "")));
    head.append(element("button", { onclick: () => {
      const down = head.ariaSort === "ascending";
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = down ? "descending" : "ascending";
      body.append(...rows.toSorted((a, b) => (key(a) - key(b) || text(a).localeCompare(text(b))) * (down ? -1 : 1)));
    } }, ...head.childNodes));
  });
}
