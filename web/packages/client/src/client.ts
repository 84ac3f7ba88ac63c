// One object with a typed client for each service of the contract.
import { createClient, type Client, type Transport } from "@connectrpc/connect";
import { AccessService } from "./gen/cameo/v1/access_service_pb.js";
import { AppearanceService } from "./gen/cameo/v1/appearance_service_pb.js";
import { ConsentService } from "./gen/cameo/v1/consent_service_pb.js";
import { DelegationService } from "./gen/cameo/v1/delegation_service_pb.js";
import { EnrollmentService } from "./gen/cameo/v1/enrollment_service_pb.js";
import { ErasureService } from "./gen/cameo/v1/erasure_service_pb.js";
import { EventService } from "./gen/cameo/v1/event_service_pb.js";
import { GroupService } from "./gen/cameo/v1/group_service_pb.js";
import { GuardianService } from "./gen/cameo/v1/guardian_service_pb.js";
import { HeldRenderService } from "./gen/cameo/v1/held_render_service_pb.js";
import { HistoryService } from "./gen/cameo/v1/history_service_pb.js";
import { OperatorService } from "./gen/cameo/v1/operator_service_pb.js";
import { RemovalService } from "./gen/cameo/v1/removal_service_pb.js";
import { RenderService } from "./gen/cameo/v1/render_service_pb.js";
import { RestrictionService } from "./gen/cameo/v1/restriction_service_pb.js";
import { ReviewService } from "./gen/cameo/v1/review_service_pb.js";
import { RevocationService } from "./gen/cameo/v1/revocation_service_pb.js";

const SERVICES = {
  access: AccessService,
  appearance: AppearanceService,
  consent: ConsentService,
  delegation: DelegationService,
  enrollment: EnrollmentService,
  erasure: ErasureService,
  event: EventService,
  group: GroupService,
  guardian: GuardianService,
  heldRender: HeldRenderService,
  history: HistoryService,
  operator: OperatorService,
  removal: RemovalService,
  render: RenderService,
  restriction: RestrictionService,
  review: ReviewService,
  revocation: RevocationService,
} as const;

export type CameoClient = { readonly [Name in keyof typeof SERVICES]: Client<(typeof SERVICES)[Name]> };

/** Where each service stands. recordings: EnrollmentService. watches: RevocationService. Default: where all others do. */
export interface Transports {
  readonly calls: Transport;
  readonly recordings?: Transport;
  readonly watches?: Transport;
}

/** Typed clients of all services. */
export function cameoClient(transports: Transports): CameoClient {
  const { calls, recordings = calls, watches = calls } = transports;
  const apart: Partial<Record<string, Transport>> = { enrollment: recordings, revocation: watches };
  const made = Object.entries(SERVICES).map(([name, service]) => [name, createClient(service, apart[name] ?? calls)]);
  return Object.fromEntries(made) as CameoClient;
}
