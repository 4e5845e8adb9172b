import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Name of the generated model. */
export const SAMPLE_MODEL_NAME = 'sample-tower.ifc';

const STOREYS = 60;
const WALLS_PER_STOREY = 230;
const STOREY_HEIGHT = 3.2;
const WALL_LENGTH = 4;

/** Writes a valid IFC4 model of a tower, about 6 MiB: enough for several chunks. The same bytes every time. */
export async function writeSampleModel(path: string): Promise<void> {
  await pipeline(Readable.from(sampleModel()), createWriteStream(path));
}

function* sampleModel(): Generator<string> {
  yield HEADER;
  yield* project();
  for (let storey = 0; storey < STOREYS; storey += 1) yield storeyWithWalls(storey);
  const storeys = Array.from({ length: STOREYS }, (_, storey) => `#${firstIdOf(storey) + 2}`).join(',');
  yield `#28=IFCRELAGGREGATES('${guid(28)}',$,$,$,#26,(${storeys}));\n`;
  yield 'ENDSEC;\nEND-ISO-10303-21;\n';
}

const HEADER = `ISO-10303-21;
HEADER;
FILE_DESCRIPTION(('ViewDefinition [ReferenceView_V1.2]'),'2;1');
FILE_NAME('${SAMPLE_MODEL_NAME}','2026-01-01T00:00:00',('modelrail'),('modelrail'),'modelrail sample','modelrail','');
FILE_SCHEMA(('IFC4'));
ENDSEC;
DATA;
`;

function* project(): Generator<string> {
  yield '#1=IFCCARTESIANPOINT((0.,0.,0.));\n#2=IFCDIRECTION((0.,0.,1.));\n#3=IFCDIRECTION((1.,0.,0.));\n';
  yield '#4=IFCAXIS2PLACEMENT3D(#1,#2,#3);\n#5=IFCCARTESIANPOINT((0.,0.));\n#6=IFCAXIS2PLACEMENT2D(#5,$);\n';
  yield "#7=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,#4,$);\n";
  yield "#8=IFCGEOMETRICREPRESENTATIONSUBCONTEXT('Body','Model',*,*,*,*,#7,$,.MODEL_VIEW.,$);\n";
  yield '#9=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n#10=IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.);\n';
  yield '#11=IFCSIUNIT(*,.VOLUMEUNIT.,$,.CUBIC_METRE.);\n#12=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n';
  yield '#13=IFCUNITASSIGNMENT((#9,#10,#11,#12));\n';
  yield `#14=IFCPROJECT('${guid(14)}',$,'Sample tower',$,$,$,$,(#7),#13);\n`;
  yield '#20=IFCLOCALPLACEMENT($,#4);\n#21=IFCLOCALPLACEMENT(#20,#4);\n';
  yield `#25=IFCSITE('${guid(25)}',$,'Site',$,$,#20,$,$,.ELEMENT.,$,$,$,$,$);\n`;
  yield `#26=IFCBUILDING('${guid(26)}',$,'Tower',$,$,#21,$,$,.ELEMENT.,$,$,$);\n`;
  yield `#29=IFCRELAGGREGATES('${guid(29)}',$,$,$,#14,(#25));\n#30=IFCRELAGGREGATES('${guid(30)}',$,$,$,#25,(#26));\n`;
}

const IDS_PER_WALL = 8;

function firstIdOf(storey: number): number {
  return 100 + storey * (WALLS_PER_STOREY * IDS_PER_WALL + 10);
}

function storeyWithWalls(storey: number): string {
  const id = firstIdOf(storey);
  const elevation = real(storey * STOREY_HEIGHT);
  const walls = Array.from({ length: WALLS_PER_STOREY }, (_, index) => id + 10 + index * IDS_PER_WALL);
  const placement = `#${id}=IFCCARTESIANPOINT((0.,0.,${elevation}));\n#${id + 1}=IFCLOCALPLACEMENT(#21,#${id + 3});\n`;
  const itself = `#${id + 2}=IFCBUILDINGSTOREY('${guid(id + 2)}',$,'Storey ${storey + 1}',$,$,#${id + 1},$,$,.ELEMENT.,${elevation});\n`;
  const axes = `#${id + 3}=IFCAXIS2PLACEMENT3D(#${id},$,$);\n`;
  const contained = walls.map((wall) => `#${wall + 7}`).join(',');
  const relation = `#${id + 4}=IFCRELCONTAINEDINSPATIALSTRUCTURE('${guid(id + 4)}',$,$,$,(${contained}),#${id + 2});\n`;
  return (
    placement + itself + axes + walls.map((wall, index) => wallText(wall, index, storey, id + 1)).join('') + relation
  );
}

/** One wall: where it stands, its profile, the solid over it, and the element. */
function wallText(id: number, index: number, storey: number, storeyPlacement: number): string {
  const column = index % 14;
  const row = Math.floor(index / 14);
  return (
    `#${id}=IFCCARTESIANPOINT((${real(column * WALL_LENGTH)},${real(row * WALL_LENGTH)},0.));\n` +
    `#${id + 1}=IFCAXIS2PLACEMENT3D(#${id},#2,#3);\n#${id + 2}=IFCLOCALPLACEMENT(#${storeyPlacement},#${id + 1});\n` +
    `#${id + 3}=IFCRECTANGLEPROFILEDEF(.AREA.,'Wall',#6,${real(WALL_LENGTH)},0.24);\n` +
    `#${id + 4}=IFCEXTRUDEDAREASOLID(#${id + 3},#4,#2,${real(STOREY_HEIGHT)});\n` +
    `#${id + 5}=IFCSHAPEREPRESENTATION(#8,'Body','SweptSolid',(#${id + 4}));\n` +
    `#${id + 6}=IFCPRODUCTDEFINITIONSHAPE($,$,(#${id + 5}));\n` +
    `#${id + 7}=IFCWALL('${guid(id + 7)}',$,'Wall ${storey + 1}-${index + 1}','Sample wall',$,#${id + 2},#${id + 6},$,.STANDARD.);\n`
  );
}

/** STEP writes a decimal point in every real. */
function real(value: number): string {
  return Number.isInteger(value) ? `${value}.` : value.toFixed(3);
}

const GUID_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$';

/** IFC's compressed form of a GUID: 22 digits of base 64, the first below 4. Unique by `number`. */
function guid(number: number): string {
  let text = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 64)) text = (GUID_DIGITS[rest % 64] ?? '') + text;
  return `0ModelrailSample${text.padStart(6, '0')}`;
}
