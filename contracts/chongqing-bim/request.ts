/** What a request names beside platform and files. */
export interface ChongqingBimRequest {
  /** Where models are registered. */
  project: ProjectRequest;
  group?: GroupRequest;
}

/** An existing project (`id`), or a new one (`name`, `code`, `areaCode`, `type`, `stage`, …). */
export interface ProjectRequest {
  id?: string;
  name?: string;
  code?: string;
  areaCode?: string;
  /** Project type, an integer of the platform's dictionary, passed through. */
  type?: number;
  /** Project stage, an integer of the platform's dictionary, passed through. */
  stage?: number;
  /** Project progress, an integer of the platform's dictionary, passed through. */
  rate?: number;
  /** Project status, an integer of the platform's dictionary, passed through. */
  status?: number;
  address?: string;
  /** `yyyy-MM-dd`. */
  startDate?: string;
  /** `yyyy-MM-dd`. */
  finishDate?: string;
}

/** The model group that the registered models form. */
export interface GroupRequest {
  name?: string;
  parentId?: string;
}
