/** What was sent, and what was opened again. */
import type { Owned } from './owned.ts';

/** One row an accepted entry, so that a second sending finds its receipt. */
interface EntryTable extends Owned {
	entryId: string;
	personId: string;
	deviceId: string;
	contentHash: string;
	kind: string;
	sequence: number;
	receivedAt: string;
}

interface SubmissionTable extends Owned {
	submissionId: string;
	entryId: string;
	assignmentId: string;
	revision: number;
	termId: string;
	planRef: string;
	auditorId: string;
	marking: string;
	/** The plan's setting when the audit came: it counts for that school, wherever the plan goes next. */
	schoolUrn: string | null;
	rubricId: string;
	rubricVersion: string;
	profile: string;
	context: string;
	/** Answers without notes as JSON, short (submission-levels.ts): findings read these alone. */
	levels: string;
	/** Notes by criterion as JSON: read one audit at a time, never for a report. */
	notes: string;
	startedAt: string;
	submittedAt: string;
	receivedAt: string;
	/** Day in London that decides the half-year. */
	submittedOn: string;
	/** The half-year it counts in, and whether it came after its own was published (0/1). */
	period: string;
	late: number;
	/** Notes with something that looks as if it pointed to a person: confirmed by their author to be about nobody, and not. */
	notesConfirmed: number;
	notesUnconfirmed: number;
}

/** An audit that its auditor asked back, or that was opened again: the revision it would become. */
interface RevisionTable extends Owned {
	assignmentId: string;
	revision: number;
	askedAt: string | null;
	askedWords: string | null;
	openedAt: string | null;
	openedBy: string | null;
	refusedAt: string | null;
	/** Why it was opened or not. */
	reason: string | null;
}

export interface AuditTables {
	entry: EntryTable;
	submission: SubmissionTable;
	revision: RevisionTable;
}
