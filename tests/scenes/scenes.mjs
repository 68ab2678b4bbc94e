// What is looked at: every scene is a link and what is done there, and leaves a still picture. To add one, add a row.
//
//   name, size: [width, height] in CSS pixels
//   link: the part of the address after #
//   does: lines, each a gesture of actions.mjs or a command of the page (src/app/commands.cpp)
//   dark, touch; ratio: device pixels per CSS pixel; preferences: what the browser remembers of the viewer
//
// Nothing may be playing at the end, and a notice that goes away by itself is gone.

import {readFileSync} from 'node:fs';

const kListed = new URL('../../src/lab/instruments/instruments.h', import.meta.url);

const kHall = [1920, 1080];
const kWide = [1440, 900];
const kLaptop = [1366, 768];
const kTall = [1440, 1200];
const kPhone = {size: [390, 844], touch: true, ratio: 2};
const kPhoneAcross = {size: [844, 390], touch: true, ratio: 2};

const kDigits = 'dataset=digits&samples=1000&layers=24,16&activation=relu';
const kDiverging = 'dataset=plane&optimizer=sgd&lr=10&activation=relu&loss=mse&layers=16,16';
const kTwin = ['run 60', 'twin open', 'twin set lr=0.05', 'run 100'];
const kPen = ['stroke plane 0.2,0.2 0.3,0.7', 'click draw.class.1', 'stroke plane 0.7,0.2 0.8,0.7'];

const kScreens = [
  {name: 'first visit', size: kWide, does: ['run 400'], preferences: {welcomed: ''}},
  {name: 'first visit, dark', size: kHall, dark: true, does: ['run 400'], preferences: {welcomed: ''}},
  {name: 'hall', size: kHall, does: ['run 400']},
  {name: 'laptop', size: kLaptop, does: ['run 400']},
  {name: 'small laptop, dark', size: [1280, 720], dark: true, does: ['run 400']},
  {name: 'medium', size: [1024, 768], does: ['run 400']},
  {name: 'medium, dark, upright', size: [768, 1024], dark: true, does: ['run 400']},
  {name: 'in an article', size: [640, 400], link: 'embed&dataset=moons', does: ['run 400']},
  {name: 'in an article, small, dark', size: [320, 240], dark: true, link: 'embed&dataset=xor', does: ['run 400']},
  {name: 'two device pixels', size: [1280, 720], ratio: 2, does: ['run 100']},
  {name: 'all readings and settings', size: kLaptop, does: ['click settings', 'desk open', 'run 400']},
];

const kStep = [
  {name: 'one step', size: kLaptop, link: 'step', does: ['run 300']},
  {name: 'one step, too long', size: kLaptop, link: 'step=60', does: ['run 300']},
  {name: 'one step, dark, hall', size: kHall, dark: true, link: 'step=8', does: ['run 300']},
  {name: 'one step, uphill', size: [1024, 768], link: 'step&dataset=sine&layers=12,12', does: ['run 100']},
  {name: 'one step, digits', size: kLaptop, link: `step&${kDigits}`, does: ['run 100']},
  {name: 'one step, deep', size: kLaptop, link: 'step=3&layers=12x20&activation=relu&skip=1', does: ['run 200']},
  {name: 'one step, two runs', size: kWide, link: 'step', does: kTwin},
  {name: 'one step, in an article', size: [640, 400], link: 'embed&step', does: ['run 300']},
  {name: 'phone, one step', ...kPhone, link: 'step', does: ['run 300']},
  {name: 'phone across, one step', ...kPhoneAcross, dark: true, link: 'step=10', does: ['run 300']},
];

const kPhones = [
  ...['network', 'loss', 'settings', 'guide', 'desk', 'lab'].map((tab, index) => ({
    name: `phone, ${tab}`,
    ...kPhone,
    dark: index % 2 === 1,
    does: ['run 200', `click tab.${index}`],
  })),
  {name: 'phone, first visit', ...kPhone, preferences: {welcomed: ''}},
  {name: 'phone, digits', ...kPhone, link: kDigits, does: ['run 100', 'click tab.6']},
  {name: 'phone, twin', ...kPhone, does: kTwin},
  {name: 'phone across', ...kPhoneAcross, does: ['run 200']},
  {name: 'phone across, dark, instrument', ...kPhoneAcross, dark: true, does: ['instrument promise', 'run 200']},
];

const kInstruments = [...readFileSync(kListed, 'utf8').matchAll(/^  INSTRUMENT\((\w+),/gm)].map(([, name], index) => ({
  name: `instrument ${name}`,
  size: kWide,
  dark: index % 3 === 1,
  does: [`instrument ${name}`, 'run 200'],
}));

const kLaboratory = [
  {name: 'desk and instrument', size: kTall, does: ['desk open', 'instrument promise', 'run 200']},
  {
    name: 'desk, dark, frozen layer',
    size: kLaptop,
    dark: true,
    link: 'rates=1,0&layers=12,12,12',
    does: ['desk open', 'run 200'],
  },
  {name: 'method of an instrument', size: kWide, does: ['instrument sharpness', 'click instrument.method']},
  {
    name: 'three classes, skips, measured',
    size: kWide,
    link: 'dataset=arms&norm=batch&skip=1&layers=6,6,6',
    does: ['instrument probes', 'run 200'],
  },
];

const kExperiments = [
  {name: 'experiments', size: kWide, does: ['click left.mode.1']},
  {name: 'tour, first stop', size: kWide, does: ['tour 1']},
  {name: 'tour, last stop, dark', size: kLaptop, dark: true, does: ['tour 8']},
  {name: 'experiment asks', size: kWide, link: 'experiment=together'},
  {
    name: 'experiment is ready, dark',
    size: kWide,
    dark: true,
    link: 'experiment=freeze',
    does: ['experiment guess 0.5'],
  },
  {name: 'experiment runs', size: kWide, link: 'experiment=interaction', does: ['experiment guess 3', 'run 100']},
  {name: 'experiment is done', size: kWide, link: 'experiment=promise', does: ['experiment guess 40', 'run 500']},
  {
    name: 'experiment is done, dark',
    size: kHall,
    dark: true,
    link: 'experiment=batchnorm',
    does: ['experiment guess 0.5', 'run 500'],
  },
  {name: 'phone, experiment is done', ...kPhone, link: 'experiment=promise', does: ['experiment guess 40', 'run 500']},
];

const kTwins = [
  {name: 'twin', size: kWide, does: kTwin},
  {name: 'twin, dark', size: kLaptop, dark: true, link: 'dataset=moons', does: kTwin},
  {name: 'twin with seeds', size: kHall, link: 'dataset=circle&layers=4', does: [...kTwin, 'twin seeds 4', 'run 40']},
  {name: 'twin, measured', size: kTall, does: [...kTwin, 'instrument target', 'run 40']},
];

const kData = [
  {name: 'digits', size: kWide, link: kDigits, does: ['run 200']},
  {
    name: 'digits, dark, all samples',
    size: kHall,
    dark: true,
    link: kDigits,
    does: ['run 200', 'click predictions.show.1'],
  },
  {name: 'digit pad', size: kWide, link: kDigits, does: ['run 200', 'stroke pad 0.3,0.2 0.7,0.2 0.45,0.85']},
  {name: 'ones and sevens, desk', size: kLaptop, link: 'dataset=1v7&layers=6', does: ['run 100', 'desk open']},
  {name: 'table', size: kWide, does: ['drop birds.csv', 'run 200']},
  {name: 'table, just dropped', size: kWide, dark: true, does: ['drop birds.csv', 'hover notice.0 0.3,0.5']},
  {name: 'drawn points', size: kWide, link: 'dataset=drawn', does: [...kPen, 'run 200']},
  {name: 'drawn points, none yet', size: kLaptop, link: 'dataset=drawn'},
  {name: 'sine', size: kWide, link: 'dataset=sine&layers=12,12', does: ['run 400']},
  {
    name: 'hills and pits, dark',
    size: kWide,
    dark: true,
    link: 'dataset=multigauss&layers=16,16&features=x,y,xy',
    does: ['run 400'],
  },
  {
    name: 'three arms',
    size: kLaptop,
    link: 'dataset=arms&layers=10,10&noise=0.1',
    does: ['run 400', 'click field.test'],
  },
];

const kNetworks = [
  {name: 'deep network', size: kWide, link: 'layers=8x24&skip=1&activation=relu', does: ['run 100']},
  {name: 'wide network, dark', size: kWide, dark: true, link: 'layers=128,256,64', does: ['run 20']},
  {name: 'pointer on a unit', size: kWide, does: ['run 200', 'hover unit.2.3']},
  {name: 'pointer on the loss, dark', size: kWide, dark: true, does: ['run 400', 'hover loss.chart']},
  {name: 'pointer on a button', size: kLaptop, does: ['hover seed']},
  {name: 'pinned unit', size: kWide, does: ['run 200', 'click unit.1.2']},
  {
    name: 'weight in its editor',
    size: kWide,
    link: 'dataset=circle&layers=4',
    does: ['run 100', 'click unit.1.1 0.02,0.98'],
  },
  {name: 'in the past', size: kWide, does: ['run 400', 'seek 150']},
];

const kBoxes = [
  {name: 'divergence', size: kWide, link: kDiverging, does: ['step 1000']},
  {name: 'phone, divergence, dark', ...kPhone, dark: true, link: kDiverging, does: ['step 1000']},
  {name: 'about', size: kWide, does: ['click about']},
  {name: 'about, dark, 200 %', size: kHall, dark: true, does: ['scale 2', 'click about']},
  {name: 'list of data sets', size: kLaptop, does: ['click config.dataset']},
  {name: 'list of instruments, dark', size: kWide, dark: true, does: ['click instrument']},
  {name: 'settings to the end', size: kWide, does: ['wheel config 5000']},
  {name: 'address with mistakes', size: kLaptop, link: 'lr=fast&colour=red', does: ['hover notice.0 0.3,0.5']},
  {name: 'frame times', size: kLaptop, does: ['run 200', 'key F3']},
];

const kSizes = [
  {name: '150 %', size: kWide, does: ['scale 1.5', 'run 200']},
  {name: '200 %', size: kHall, does: ['scale 2', 'run 200']},
  {name: '200 %, dark, experiment asks', size: kWide, dark: true, link: 'experiment=shattering', does: ['scale 2']},
  {name: 'lecture', size: kHall, preferences: {lecture: '1'}, does: ['run 400']},
  {
    name: 'lecture, dark, instrument',
    size: kHall,
    dark: true,
    preferences: {lecture: '1'},
    does: ['instrument interaction', 'run 200'],
  },
];

export const scenes = [
  kScreens,
  kStep,
  kPhones,
  kInstruments,
  kLaboratory,
  kExperiments,
  kTwins,
  kData,
  kNetworks,
  kBoxes,
  kSizes,
].flat();

/** What a scene is, in one line: "1440 × 900, dark · #dataset=moons · run 60 · twin open". */
export function describe({size, dark, touch, ratio, link, does = [], preferences = {}}) {
  const facts = [size.join(' × '), dark && 'dark', touch && 'touch', ratio && `${ratio} pixels`];
  const remembered = Object.entries(preferences).map(([name, value]) => `${name} = “${value}”`);
  return [[...facts, ...remembered].filter(Boolean).join(', '), link && `#${link}`, ...does]
    .filter(Boolean)
    .join(' · ');
}
