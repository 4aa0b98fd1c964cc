/** The four words under which every edge stands; the strip and the device lights show exactly these. */
export type Status =
  | { readonly state: 'starting' }
  /** `detail`: what there is now, in a few words; '' for nothing to add. */
  | { readonly state: 'running'; readonly detail: string }
  /** `remedy`: what the performer can do, as a request. */
  | { readonly state: 'failed'; readonly why: string; readonly remedy: string }
  | { readonly state: 'retrying'; readonly why: string }
