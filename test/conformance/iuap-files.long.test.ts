import { IUAP_FILES_BY_UPLOAD, IUAP_FILES_DIRECT } from './iuap-files.ts';
import { conformance } from './suite.ts';

conformance(IUAP_FILES_BY_UPLOAD);
conformance({ ...IUAP_FILES_DIRECT, few: 'the same workflow attaches two thousand by upload' });
