/** How far somebody has read a log. */
export interface Mark {
  epoch: string;
  seq: number;
}

/** How far the visitor has read; outlives the page where storage is allowed. */
export interface ReadMark {
  load(): Mark | undefined;
  save(mark: Mark): void;
}
