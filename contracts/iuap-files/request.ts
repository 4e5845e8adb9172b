/** Who may read an attachment. */
export type AttachmentPermission = 'read' | 'private' | 'full';

/** What a request says of attachments; a file may have its own value of each. */
export interface IuapFilesRequest {
  /** Key of the document that files are attached to. */
  filepath?: string;
  /** Group of its attachments. */
  groupname?: string;
  /** Default: as the service has it, private. */
  permission?: AttachmentPermission;
  /** Replaces an attachment of the same name. Default: that is an error. */
  replace?: boolean;
  /** The service encrypts it. */
  encrypt?: boolean;
  /** The service gives it an address. */
  url?: boolean;
  /** It goes into the store of the service, and is recorded then. */
  direct?: boolean;
}

/** What a file of a request may say beside that. */
export interface AttachedFileRequest extends IuapFilesRequest {
  /** Id of an attachment of this group, which gets the content of the file, and its name. One that is gone is attached anew. */
  replaces?: string;
}

/** The same for one file, with the defaults of booleans. */
export interface AttachmentWish {
  filepath: string;
  groupname: string;
  permission?: AttachmentPermission;
  replace?: true;
  encrypt?: true;
  url?: true;
  direct?: true;
  replaces?: string;
}
