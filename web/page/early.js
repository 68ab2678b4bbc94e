// Runs before anything is painted, and in browsers too old for the rest: allows the page its own files and nothing
// else, sets the theme the user chose, and leaves a readable message where page.js cannot even start.
(function () {
  var root = document.documentElement;
  var single = root.hasAttribute('data-single'); // lockstep.html, which has a policy of its own
  // Not as a part of the HTML: in a sandbox without an origin WebKit counts no file as the page's own, which has to be
  // called by its address there. A document without any address has no policy.
  var own = window.origin === 'null' ? location.origin : "'self'";
  var onDisk = location.protocol === 'file:' && !single;
  if (!single && !onDisk && own !== 'null') {
    var policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = (
      "default-src 'none'; script-src OWN 'wasm-unsafe-eval'; style-src OWN; connect-src OWN; img-src OWN data: blob:; " +
      "font-src OWN; frame-src OWN; worker-src OWN; manifest-src OWN; base-uri 'none'; form-action 'none'"
    ).replace(/OWN/g, own);
    document.head.appendChild(policy);
  }
  root.setAttribute('data-script', '');
  var framed = window.parent !== window;
  if (window.lockstepAddress.isEmbedded()) root.setAttribute('data-embedded', '');
  if (framed) root.setAttribute('data-framed', '');
  else
    try {
      var theme = localStorage.getItem('lockstep.theme');
      if (theme === 'light' || theme === 'dark') root.setAttribute('data-theme', theme);
    } catch (blocked) {
      // the system's theme, then
    }

  function explain(message, remedy) {
    if (root.hasAttribute('data-started')) return; // page.js has taken over
    if (document.readyState === 'loading') {
      document.addEventListener('DOMContentLoaded', function () {
        explain(message, remedy); // there is nothing to say it in yet
      });
      return;
    }
    document.getElementById('progress').hidden = true;
    document.getElementById('message').textContent = message;
    document.getElementById('remedy').textContent = remedy;
    var report = {ns: 'lockstep', v: 1, type: 'error', fatal: true, message: message + ' ' + remedy};
    if (framed) window.parent.postMessage(report, '*');
  }
  function onError() {
    if (window.origin === 'null' && !single) {
      return explain(
        'This page is in a sandbox, where its own files count as those of another origin.',
        'Let its server send Access-Control-Allow-Origin: *, or add allow-same-origin to the sandbox of the frame.',
      );
    }
    explain('This page could not start.', 'Reload it, or try a current Chrome, Edge or Firefox, or Safari 16.4.');
  }
  if (!onDisk) window.addEventListener('error', onError, true); // scripts that do not load do not bubble

  // Some browsers load a part of the page from a disk and some nothing of it; none runs it.
  function nameSingle() {
    var link = document.createElement('a');
    link.href = 'lockstep.html' + location.hash;
    link.textContent = 'lockstep.html';
    explain('Browsers do not run this page from a disk.', ' beside it has all of Lockstep in one file, and runs.');
    document.getElementById('remedy').prepend(link);
  }
  if (onDisk) {
    root.setAttribute('data-disk', ''); // page.js does not begin
    document.addEventListener('DOMContentLoaded', nameSingle);
  }
})();
