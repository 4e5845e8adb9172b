/** What the bytes of a model file say that it is, whatever its name promises. */
export interface ModelFormat {
  /** `rvt`, `rfa`, `ifc`, `ifczip`, `ifcxml`, `step`, `dwg` or `dgn`. */
  kind: string;
  /** Release of Revit, schema of IFC, protocol of STEP, release of AutoCAD, version of DGN; absent where it is not to be seen. */
  version?: string;
}

/** How each kind is told to people, around its version. */
const WORDS: Readonly<Record<string, readonly [before: string, behind: string]>> = {
  rvt: ['Revit', ''],
  rfa: ['Revit', ' (rfa)'],
  ifc: ['', ''],
  ifczip: ['', ' (ifcZIP)'],
  ifcxml: ['', ' (ifcXML)'],
  step: ['STEP', ''],
  dwg: ['DWG', ''],
  dgn: ['DGN', ''],
};

/** A format in a few words that are the same in all languages: `Revit 2024`, `IFC4`, `DWG 2018`, `STEP AP242`. */
export function formatText({ kind, version }: ModelFormat): string {
  const [before, behind] = WORDS[kind] ?? [kind, ''];
  // The schemas of IFC have its name in theirs.
  const unknown = before === '' ? 'IFC' : '';
  return `${[before, version ?? unknown].filter((word) => word !== '').join(' ')}${behind}`;
}
