import { LONGYAN_DISK_BY_POSITION, LONGYAN_DISK_WHOLE } from './longyan-disk.ts';
import { conformance } from './suite.ts';

// Small files and large ones go two ways; a run of the suite takes one of them.
conformance({
  ...LONGYAN_DISK_BY_POSITION,
  few: 'small files go whole',
  unreached: { sendLongyanFiles: 'the files of these runs go by position' },
});
const WHOLE = 'the files of these runs go whole';
conformance({
  ...LONGYAN_DISK_WHOLE,
  unreached: { fingerprintFiles: WHOLE, lookForLongyanUploads: WHOLE, resumeLongyanFiles: WHOLE },
});
