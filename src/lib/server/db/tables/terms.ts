/** The questions, and the terms in which plans are given out. */
import type { Owned } from './owned.ts';

interface RubricTable extends Owned {
	rubricId: string;
	version: string;
	/** SHA-256 of the body's canonical JSON. */
	contentHash: string;
	body: string;
	publishedAt: string;
}

interface RubricDraftTable extends Owned {
	draftId: string;
	name: string;
	/** The rubric as it stands, as JSON: it may still have faults. */
	body: string;
	/** Counts changes, so that two people do not overwrite each other. */
	state: number;
	createdAt: string;
	changedAt: string;
	changedBy: string;
	publishedAt: string | null;
}

interface TermTable extends Owned {
	termId: string;
	academicYear: number;
	name: string;
	startsOn: string;
	endsOn: string;
	dueOn: string;
	rubricId: string;
	rubricVersion: string;
	profile: string;
	/** JSON list of agencies. */
	adviceWithheldFrom: string;
	/** JSON list of section codes. */
	switchedOff: string;
	openedAt: string;
	sampledAt: string | null;
	confirmedAt: string | null;
	closedAt: string | null;
	/** The drawn Sample without its plans, as JSON: seed, design, strata. Null until drawn. */
	sample: string | null;
}

interface SamplePlanTable extends Owned {
	termId: string;
	planRef: string;
	stratum: string;
	inclusionProbability: number;
	auditsWanted: number;
}

/** What the SEN service said of one plan of a term. */
interface CaseFactTable extends Owned {
	termId: string;
	planRef: string;
	/** CaseFacts as JSON. */
	body: string;
	changedAt: string;
	changedBy: string;
}

/** What a coordinator wants of a term's proposal. */
interface ProposalWishTable extends Owned {
	wishId: string;
	termId: string;
	kind: string;
	planRef: string;
	auditorId: string | null;
	marking: string | null;
	wishedAt: string;
	wishedBy: string | null;
}

interface AssignmentTable extends Owned {
	assignmentId: string;
	termId: string;
	planRef: string;
	auditorId: string;
	marking: string;
	rubricId: string;
	rubricVersion: string;
	/** Context as JSON. */
	context: string;
	dueOn: string;
	basis: string;
	basisDecidedBy: string;
	assignedAt: string;
	declinedAt: string | null;
	withdrawnAt: string | null;
	reason: string | null;
	submittedAt: string | null;
	/** When its auditor first opened it, as their tablet told. */
	openedAt: string | null;
	/** When a coordinator last reminded its auditor. */
	chasedAt: string | null;
}

export interface TermTables {
	rubric: RubricTable;
	rubricDraft: RubricDraftTable;
	term: TermTable;
	samplePlan: SamplePlanTable;
	caseFact: CaseFactTable;
	proposalWish: ProposalWishTable;
	assignment: AssignmentTable;
}
