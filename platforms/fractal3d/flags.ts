import type { RequestFlags } from '../../lib/requests/flags.ts';

const DRAWINGS = { group: 'The drawings:' };

/** The flags of `ingest` for platforms of this kind. */
export const fractal3dFlags: RequestFlags = {
  flags: [
    {
      ...DRAWINGS,
      flag: '--target <format>',
      path: 'target',
      text: 'what they are converted to: 3D drawings to e3dx, 2D drawings to e2dx',
      choices: ['e3dx', 'e2dx'],
      unset: "from each file's type",
    },
    {
      ...DRAWINGS,
      flag: '--thumbnail <WxH>',
      path: 'thumbnail',
      text: 'a picture of each 3D drawing, in pixels: 400x300',
    },
    {
      ...DRAWINGS,
      flag: '--comment <text>',
      path: 'comment',
      text: 'a resource for comments on each, with this as the first one',
    },
    {
      ...DRAWINGS,
      flag: '--retention <days>',
      path: 'retention',
      text: 'days that the platform keeps the files, 365 at most',
      type: 'integer',
      unset: 'for good',
    },
    {
      ...DRAWINGS,
      flag: '--save <folder>',
      path: 'save',
      text: 'save the results in this folder, which is below results.roots of the machine that works the files',
      type: 'folder',
    },
    {
      ...DRAWINGS,
      flag: '--by-url',
      path: 'byUrl',
      text: 'the platform fetches the files from their addresses; nothing is read here',
    },
  ],
};
