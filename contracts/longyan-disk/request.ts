/** What a request says of the resource that is made of a file; a file may have its own value of each. */
export interface ResourceRequest {
  /** Default: the file's name. */
  title?: string;
  /** Its teaching stage, by id or by name, as all of the next ones. */
  period?: string;
  subject?: string;
  edition?: string;
  volume?: string;
  textbook?: string;
  /** Ids, titles, or paths of titles (`A/B`), of chapters of the textbook. */
  chapters?: string[];
  /** By id alone: no call lists grades. */
  grade?: string;
  /** Further fields of the platform's call, by its own names. */
  resource?: ResourceFields;
}

/** Fields of `createResource` that pass through (manual section 3.1). */
export interface ResourceFields {
  keyword?: string;
  intro?: string;
  resTypeIdList?: string[];
  metadataIdList?: string[];
  /** `0`: a person, `1`: a group, `2`: an organisation. */
  ownerType?: OwnerType;
  /** Of a group. */
  groupId?: string;
  issynchronization?: '0' | '1';
  resSource?: ResourceSource;
  canRemoved?: '0' | '1';
}

/** Who a resource or a folder belongs to. */
export type OwnerType = '0' | '1' | '2';
/** Where a resource comes from. */
export type ResourceSource = '0' | '1' | '2' | '3' | '4' | '5' | '8' | '9';

/** What the request names beside platform and files. */
export interface LongyanDiskRequest extends ResourceRequest {
  /** Id of a folder that is there. Default: the root. */
  parentId?: string;
  /** Name of a folder that is made in it, once for all files. */
  folder?: string;
}

/** Manual sections 3.1 and 4.5: whose a resource is when nothing is said. */
export const DEFAULT_OWNER: OwnerType = '0';
/** The root of the disk. */
export const ROOT_FOLDER = '0';
