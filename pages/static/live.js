// Keeps an open table of answers up to date: the server says which cells changed, and only what they say is replaced. Without it, or
// where the stream ends, the page is what it was when it was loaded.
(function () {
  "use strict";
  var table = document.querySelector("[data-live]");
  if (!table || !window.EventSource || !window.CSS) {
    return;
  }
  var source = new EventSource(table.dataset.live);
  function put(cell, what, text) {
    var place = cell.querySelector(what);
    if (place && place.textContent !== text) {
      place.textContent = text;
      cell.classList.add("changed");
    }
  }
  source.onmessage = function (event) {
    JSON.parse(event.data).forEach(function (said) {
      var cell = document.querySelector('[data-cell="' + CSS.escape(said.id) + '"]');
      if (cell) {
        put(cell, ".for-us", said.for_us);
        put(cell, ".members", said.members);
      }
    });
  };
  source.addEventListener("again", function () {
    source.close();
    window.location.reload();
  });
  window.addEventListener("pagehide", function () {
    source.close();
  });
})();
