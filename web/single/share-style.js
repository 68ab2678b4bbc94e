// What web/page/share-style.js is to the page, in lockstep.html: the style is there already, the typeface in the file.

const kWeights = {'Inter-Regular.ttf': 400, 'Inter-SemiBold.ttf': 600};

export async function addStyle() {
  for (const [name, weight] of Object.entries(kWeights))
    document.fonts.add(new FontFace('Inter', window.lockstepParts.get(name), {weight}));
}
