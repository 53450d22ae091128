// Finds pages by words of their titles, without a server. The page lists all of them without this, too.
"use strict";
(function () {
  const place = document.getElementById("search");
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u065f\u0640]/g, "").toLowerCase();
  let pages = [];
  window.scrutineerPages = (found) => {
    pages = found.map(([title, file]) => [title, file, " " + fold(title).replace(/[^\p{L}\p{N}]+/gu, " ")]);
  };
  const label = document.createElement("label");
  label.htmlFor = "q";
  label.textContent = place.dataset.label;
  const input = document.createElement("input");
  input.id = "q";
  input.type = "search";
  input.autocomplete = "off";
  const row = document.createElement("div");
  row.className = "row";
  row.append(input);
  const form = document.createElement("div");
  form.className = "search";
  form.setAttribute("role", "search");
  form.append(label, row);
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const list = document.createElement("ul");
  place.append(form, status, list);
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const found = words.length ? pages.filter((page) => words.every((word) => page[2].includes(" " + word))) : [];
    list.replaceChildren(...found.slice(0, 100).map(([title, file]) => {
      const link = document.createElement("a");
      link.href = place.dataset.root + file;
      link.dir = "auto";
      link.textContent = title;
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    status.textContent = words.length ? place.dataset.found + " " + found.length : "";
  });
})();
