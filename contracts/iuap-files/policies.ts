/** Limits of the steps of this kind, each with its reason. */

/**
 * Bytes of the chunks whose checksums are taken where a run wants another digest than MD5: they are not compared here, so there are
 * to be few.
 */
export const HASHED_CHUNK_BYTES = 256 * 1024 * 1024;
