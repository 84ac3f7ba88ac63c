// The parts of the contract that the pages read, in the names that protobuf gives JSON. A field at its default is absent.
export interface Grant {
  readonly granteeId: string;
  readonly granteeHandle?: string;
  readonly modalities: readonly string[];
  readonly uses: readonly string[];
  readonly expireTime?: string;
  readonly provider?: string;
  readonly asksEachTime?: boolean;
}

export interface Block {
  readonly actorId: string;
  readonly actorHandle?: string;
  readonly expireTime?: string;
}

export interface Consent {
  readonly handle?: string;
  readonly audience?: string;
  readonly effectiveAudience?: string;
  readonly audienceCeiling?: string;
  readonly frozen?: boolean;
  readonly enrollmentVersion?: string;
  readonly assurance?: string;
  readonly enrollmentExpireTime?: string;
  readonly grants?: readonly Grant[];
  readonly blocks?: readonly Block[];
  readonly state?: string;
  readonly asksEachTime?: boolean;
}

export interface AccessRequest {
  readonly requesterId: string;
  readonly requesterHandle?: string;
  readonly modalities?: readonly string[];
  readonly uses?: readonly string[];
}

export interface Activity {
  readonly eventTime: string;
  readonly kind: string;
  readonly actorId?: string;
  readonly actorHandle?: string;
  readonly provider?: string;
  readonly reason?: string;
  readonly count?: string;
}

export interface ActivityPage {
  readonly activities?: readonly Activity[];
  readonly nextPageToken?: string;
}

export interface Appearance {
  readonly appearanceId: string;
  readonly requesterId?: string;
  readonly requesterHandle?: string;
  readonly provider?: string;
  readonly draftTime?: string;
  readonly publishTime?: string;
  readonly removal?: string;
}

export interface HeldRender {
  readonly heldRenderId: string;
  readonly requesterId: string;
  readonly requesterHandle?: string;
  readonly provider?: string;
  readonly prompt?: string;
  readonly modalities?: readonly string[];
  readonly use?: string;
  readonly state: string;
  readonly expireTime?: string;
}

const END_OF_ID = 12;

/** @handle, or the end of the id, from which its dots are not torn, where the person has no handle. */
export function named(id: string | undefined, handle: string | undefined): string {
  if (handle) return `@${handle}`;
  return id ? `…\u2060${id.slice(-END_OF_ID)}` : "";
}

export interface Restrictions {
  readonly deniedClasses?: readonly string[];
  readonly bannedWords?: readonly string[];
  readonly preferences?: string;
  readonly wishes?: string;
}

export interface Group {
  readonly name: string;
  readonly memberIds?: readonly string[];
  readonly memberHandles?: readonly string[];
  readonly grants?: readonly Grant[];
}

export interface Takedown {
  readonly orderTime: string;
  readonly dueTime: string;
  readonly appearance?: Appearance;
}

export interface PreviewedUse {
  readonly modality: string;
  readonly use: string;
  readonly answer?: string;
}

export interface SealedRecord {
  readonly kind: string;
  readonly createTime?: string;
}

export interface NetMove {
  readonly state: string;
  readonly sinceTime: string;
  /** Until when a move can be undone; absent: it cannot. */
  readonly endTime?: string;
}

export interface Erasure {
  readonly state?: string;
  readonly eraseTime?: string;
  readonly finalTime?: string;
  readonly receipt?: string;
  readonly keyId?: string;
  readonly signature?: string;
}
