// What is in the Share panel, as HTML. share.js fills it and carries out what a `data-do` says.

export const kLongestFilm = 10; // s

export const kMarkup = `
  <header>
    <h2 id="share-title">Share this run</h2>
    <button type="button" data-do="close" aria-label="Close">✕</button>
  </header>
  <div class="share-columns">
    <div>
      <section>
        <label for="share-link">Link</label>
        <div class="share-row">
          <input id="share-link" readonly /><button type="button" data-do="copyLink">Copy</button>
        </div>
        <p id="share-note" class="share-note"></p>
        <p class="share-note share-disk">
          The link leads to this file, on this machine. What follows # opens the run in any other Lockstep too.
        </p>
      </section>
      <form class="share-choices">
        <label>Shows <select name="show"></select></label>
        <label>Theme
          <select name="theme">
            <option value="auto">The reader’s</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </label>
        <label class="share-wide">Caption <input name="caption" maxlength="200" autocomplete="off" /></label>
        <label>Width, px <input name="width" type="number" min="240" max="3840" step="10" value="640" required /></label>
        <label>Height, px <input name="height" type="number" min="240" max="2160" step="10" value="480" required /></label>
        <label class="share-check"><input name="plays" type="checkbox" checked /> Trains by itself</label>
        <label class="share-check share-now"><input name="now" type="checkbox" checked /> As it is now, at its step</label>
      </form>
      <section class="share-elsewhere">
        <fieldset class="share-tabs">
          <legend>For a page of your own</legend>
          <label><input type="radio" name="snippet" value="element" checked /><span>Element</span></label>
          <label><input type="radio" name="snippet" value="frame" /><span>Frame</span></label>
          <label><input type="radio" name="snippet" value="markdown" /><span>Markdown</span></label>
        </fieldset>
        <textarea id="share-snippet" readonly rows="7" spellcheck="false" aria-label="Lines to paste"></textarea>
        <div class="share-row">
          <p id="share-hint" class="share-note"></p><button type="button" data-do="copySnippet">Copy</button>
        </div>
      </section>
      <section class="share-elsewhere">
        <h3>QR code</h3>
        <div class="share-row share-wrap">
          <div id="share-code"></div>
          <div>
            <p id="share-code-note" class="share-note"></p>
            <button type="button" data-do="saveCode" data-saves>Save</button>
          </div>
        </div>
      </section>
    </div>
    <div>
      <section>
        <h3>Preview</h3>
        <div id="share-preview"></div>
      </section>
      <section>
        <h3>Files</h3>
        <p id="share-blocked" class="share-note" hidden>The page around this one does not allow downloads. Pictures and texts can be copied instead.</p>
        <ul class="share-files">
          <li>
            <span>Picture <small>PNG, twice the pixels</small></span>
            <button type="button" data-do="savePicture" data-saves>Save</button>
            <button type="button" data-do="copyPicture">Copy</button>
          </li>
          <li>
            <span>Network <small>SVG</small></span>
            <button type="button" data-do="saveNetwork" data-saves>Save</button>
            <button type="button" data-do="copyNetwork">Copy</button>
          </li>
          <li>
            <span>Curves <small>CSV</small></span>
            <button type="button" data-do="saveCurves" data-saves>Save</button>
            <button type="button" data-do="copyCurves">Copy</button>
          </li>
          <li id="share-film">
            <span>Film <small>WebM, up to ${kLongestFilm} s</small></span>
            <button type="button" data-do="film" data-saves>Record</button>
          </li>
          <li>
            <span>Run A <small>its whole state; a table of up to two million numbers</small></span>
            <button type="button" data-do="command" data-command="save" data-saves>Save</button>
          </li>
          <li class="share-many">
            <span>Model</span>
            <button type="button" data-do="command" data-command="export onnx" data-saves>ONNX</button>
            <button type="button" data-do="command" data-command="export safetensors" data-saves>safetensors</button>
            <button type="button" data-do="command" data-command="export pytorch" data-saves>PyTorch</button>
          </li>
          <li class="share-single">
            <span>Lockstep <small>one file that runs from a disk</small></span>
            <a href="lockstep.html" download>Save</a>
          </li>
        </ul>
      </section>
    </div>
  </div>
  <p id="share-said" role="status"></p>`;
