/** What the platform takes (document, 上传文件). */

/** Bytes of a file: 4 GiB. */
export const MAX_FILE_BYTES = 4 * 1024 ** 3;
/** Days that a file is kept at most, where not {@link UNLIMITED_RETENTION}. */
export const MAX_RETENTION_DAYS = 365;
/** A file is kept for good. */
export const UNLIMITED_RETENTION = -1;
