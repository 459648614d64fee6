// Search within the dossier. The page works without it; it asks nothing of anybody.
(function () {
  "use strict";
  var box = document.getElementById("search");
  var field = document.getElementById("search-words");
  var said = document.getElementById("search-said");
  var list = document.getElementById("search-found");
  var most = 40, shown = 160;

  function folded(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function plain(element) {
    return element.textContent.replace(/\s+/g, " ").trim();
  }

  // Whatever holds text and no other such element: a paragraph, an entry of a list, a row of a table.
  var places = [], heading = "", anchor = "front", index = 0;
  document.querySelectorAll("main [id], main h1, main h2, main h3, main h4, main p, main li, main tr, main figcaption").forEach(function (element) {
    if (element.closest("nav")) { return; }
    if (element.id) { anchor = element.id; }
    if (/^H[12]$/.test(element.tagName)) { heading = plain(element); }
    if (!/^(H[1-4]|P|LI|TR|FIGCAPTION)$/.test(element.tagName) || element.querySelector("p, li, tr")) { return; }
    if (!element.id) { element.id = "place-" + index; }
    index += 1;
    var text = plain(element);
    places.push({ element: element, heading: heading, anchor: element.id, text: text, folded: folded(text) });
  });

  function excerpt(place, word) {
    var at = Math.max(0, place.folded.indexOf(word) - shown / 3);
    var start = at && place.text.lastIndexOf(" ", at) + 1;
    var text = place.text.slice(start, start + shown);
    return (start ? "… " : "") + text + (start + shown < place.text.length ? " …" : "");
  }

  function search() {
    var words = folded(field.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) { said.textContent = ""; return; }
    var found = places.filter(function (place) {
      return words.every(function (word) { return place.folded.includes(word); });
    });
    said.textContent = !found.length ? "Nothing in this dossier has these words."
      : found.length === 1 ? "One place has them." : found.length + " places have them" +
        (found.length > most ? "; the first " + most + " are listed." : ".");
    found.slice(0, most).forEach(function (place) {
      var entry = document.createElement("li"), link = document.createElement("a"), where = document.createElement("span");
      link.href = "#" + place.anchor;
      link.textContent = excerpt(place, words[0]);
      where.className = "place";
      where.textContent = place.heading;
      entry.append(link, " ", where);
      list.append(entry);
    });
  }

  var waiting = 0;
  field.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  field.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { field.value = ""; search(); }
  });
  box.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  list.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    var place = link && document.getElementById(link.hash.slice(1));
    if (place) { place.tabIndex = -1; place.focus({ preventScroll: true }); }
  });
  box.hidden = false;
}());
