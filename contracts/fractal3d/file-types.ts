import type { TargetFormat } from './activities.ts';

/** Extensions of drawings in three dimensions. */
const TYPES_3D = [
  ...[
    'step',
    'stp',
    'iges',
    'igs',
    'stl',
    'obj',
    '3mf',
    '3dm',
    '3ds',
    'ifc',
    'ifczip',
    'rvt',
    'rfa',
    'skp',
    'fbx',
    'gltf',
    'glb',
  ],
  ...['sldprt', 'sldasm', 'prt', 'asm', 'catpart', 'catproduct', 'cgr', 'ipt', 'iam', 'par', 'psm', 'jt', 'sat', 'sab'],
  ...['x_t', 'x_b', 'xmt_txt', 'brep', 'dae', 'ply', 'wrl', 'nwd', 'nwc'],
] as const;
/** Extensions of drawings in two. */
const TYPES_2D = ['dwg', 'dxf'] as const;

const TARGETS: ReadonlyMap<string, TargetFormat> = new Map([
  ...TYPES_3D.map((type): [string, TargetFormat] => [type, 'e3dx']),
  ...TYPES_2D.map((type): [string, TargetFormat] => [type, 'e2dx']),
]);

/** What a file of this name becomes; undefined where its type does not say how many dimensions it has. */
export function targetOf(name: string): TargetFormat | undefined {
  return TARGETS.get(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '');
}
