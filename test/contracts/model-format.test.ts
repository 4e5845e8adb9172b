import { expect, test } from 'vitest';
import { formatText, type ModelFormat } from '../../contracts/model-format.ts';

test.each<[ModelFormat, string]>([
  [{ kind: 'rvt', version: '2024' }, 'Revit 2024'],
  [{ kind: 'rvt' }, 'Revit'],
  [{ kind: 'rfa', version: '2020' }, 'Revit 2020 (rfa)'],
  [{ kind: 'ifc', version: 'IFC4X3_ADD2' }, 'IFC4X3_ADD2'],
  [{ kind: 'ifczip', version: 'IFC2X3' }, 'IFC2X3 (ifcZIP)'],
  [{ kind: 'ifczip' }, 'IFC (ifcZIP)'],
  [{ kind: 'ifcxml', version: 'IFC4' }, 'IFC4 (ifcXML)'],
  [{ kind: 'step', version: 'AP242' }, 'STEP AP242'],
  [{ kind: 'step' }, 'STEP'],
  [{ kind: 'dwg', version: '2018' }, 'DWG 2018'],
  [{ kind: 'dgn', version: 'V8' }, 'DGN V8'],
  [{ kind: 'later', version: '1' }, 'later 1'],
])('%j is told in words that people use: %s', (format, words) => {
  expect(formatText(format)).toBe(words);
});
