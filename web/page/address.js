// The words of the address, the part after '#', that the page has to know before the program is there. All others are
// the program's: src/app/address.h reads and writes them, and knows the same words for the page. An ordinary script for
// early.js, which cannot import, and a module for everything else: hence the global name and the old dialect.
(function () {
  var words = [
    'embed',
    'fast',
    'step',
    'figure',
    'show',
    'hide',
    'caption',
    'theme',
    'scale',
    'play',
    'keys',
    'speed',
    'readonly',
    'lang',
    'lecture',
    'colorProfile',
  ];
  // Each takes such a text; without one it is the address's.
  function textOf(text) {
    return text === undefined ? location.hash.slice(1) : text;
  }
  function read(text) {
    var parts = textOf(text).split('&');
    var present = {};
    words.forEach(function (word) {
      present[word] = parts.some(function (part) {
        return part.split('=')[0] === word;
      });
    });
    return present;
  }
  window.lockstepAddress = {
    // {embed, fast, …}: which of the words it has.
    words: read,
    isEmbedded: function (text) {
      return window.self !== window.top || read(text).embed;
    },
    // A start that needs all of the program.
    needsAll: function (text) {
      return /(^|&)(step\b|at(=|%3d)|experiment=|challenge=|figure=(step|experiment|instrument)|show=[^&]*instrument|dataset=(digits|1v7|csv|drawn))/i.test(
        textOf(text),
      );
    },
  };
})();
