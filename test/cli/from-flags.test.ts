import { sep } from 'node:path';
import { expect, test } from 'vitest';
import { withFileNames } from '../../cli/request/file-names.ts';
import { requestFromFlags } from '../../cli/request/from-flags.ts';

test.skipIf(sep !== '/')('a backslash in a name is no separator: the name is given with the request', () => {
  expect(requestFromFlags({ platform: 'cq' }, ['/models/a\\b.ifc', '/models/c.ifc'], undefined)).toEqual({
    platform: 'cq',
    files: [{ source: '/models/a\\b.ifc', name: 'a\\b.ifc' }, { source: '/models/c.ifc' }],
  });
  const files = [{ source: '/models/a\\b.ifc' }, { source: '/models/a\\b.ifc', name: 'own.ifc' }, 1];
  expect(withFileNames({ files })).toEqual({
    files: [{ source: '/models/a\\b.ifc', name: 'a\\b.ifc' }, { source: '/models/a\\b.ifc', name: 'own.ifc' }, 1],
  });
});
