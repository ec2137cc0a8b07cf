/** Drafts: opening an audit, saving it, and who may write it. What the auditor typed is never dropped without their word. */
import { answer, note, openDraft, refresh, type Draft } from '#lib/domain/audit.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import { allowedLevels, applicableCriteria, type Rubric } from '#lib/domain/rubric.ts';
import type { Submission } from '#lib/domain/submission.ts';
import { rubricKey, type WorkloadItem } from '#lib/domain/sync.ts';
import type { KeptDraft, KeptElsewhere, KeptSubmission } from './db.ts';
import { expectAbsent, expectPresent, put, read, readAll, RecordMoved, remove, write } from './records.ts';
import type { Tablet } from './tablet.ts';

/** An audit as it stands on the tablet: to be begun, to be answered, or to be read. */
export type FoundAudit =
	/** `asked`: its auditor said already that nothing ties them to it (`openings.ts`); nobody begins it before. */
	| {
			readonly kind: 'new';
			readonly item: WorkloadItem;
			readonly rubric: Rubric;
			readonly earlier: Submission | null;
			readonly asked: boolean;
	  }
	/** `assigned`: still this auditor's to send; not taken back, and not sent from another tablet. */
	| { readonly kind: 'draft'; readonly kept: KeptDraft; readonly rubric: Rubric; readonly assigned: boolean }
	| { readonly kind: 'submitted'; readonly kept: KeptSubmission; readonly rubric: Rubric }
	/** Nothing more of the plan than its reference is shown from here on. */
	| { readonly kind: 'handed_back'; readonly planRef: string; readonly entryId: string }
	/** Another tablet of the same person has the draft now. What is here, if anything, can be read; `ahead`: it holds what moved on without. */
	| {
			readonly kind: 'elsewhere';
			readonly item: WorkloadItem;
			readonly kept: KeptDraft | null;
			readonly rubric: Rubric;
			readonly place: KeptElsewhere;
			readonly ahead: boolean;
	  }
	/** The server has it, and there is no copy here: another tablet sent it, or the copy went in its time (`purge.ts`). */
	| { readonly kind: 'sent_without_copy'; readonly item: WorkloadItem }
	| { readonly kind: 'missing'; readonly what: 'assignment' | 'rubric' };
export type OpenedAudit = Exclude<FoundAudit, { kind: 'new' }>;

/**
 * Finds an audit without changing anything: the draft where there is one, else the copy of what was sent. A draft of a plan
 * that was taken back is found too, so that nothing typed is lost.
 */
export async function find(tablet: Tablet, assignmentId: string): Promise<FoundAudit> {
	const [kept, item, submitted, waiting, opening, place] = await Promise.all([
		read(tablet.db, 'drafts', assignmentId),
		read(tablet.db, 'workload', assignmentId),
		latestSubmission(tablet, assignmentId),
		readAll(tablet.db, 'outbox'),
		read(tablet.db, 'openings', assignmentId),
		read(tablet.db, 'elsewhere', assignmentId)
	]);
	const declined = waiting.find(
		({ entry, refusal }) =>
			refusal === null && entry.body.kind === 'decline' && entry.body.decline.assignmentId === assignmentId
	);
	if (declined) return { kind: 'handed_back', planRef: declined.item.planRef, entryId: declined.entry.entryId };
	const assigned = item !== null && item.receivedAt === null;
	if (place && assigned) {
		const ahead = kept !== null && (await isAhead(tablet, kept));
		return withRubric(tablet, item, (rubric) => ({ kind: 'elsewhere', item, kept, rubric, place, ahead }));
	}
	if (kept) return withRubric(tablet, kept.draft, (rubric) => ({ kind: 'draft', kept, rubric, assigned }));
	const openedAgain = item && submitted && item.receivedAt === null && item.revision > submitted.submission.revision;
	if (submitted && !openedAgain)
		return withRubric(tablet, submitted.submission, (rubric) => ({ kind: 'submitted', kept: submitted, rubric }));
	if (!item) return { kind: 'missing', what: 'assignment' };
	if (item.receivedAt !== null) return { kind: 'sent_without_copy', item };
	const here = submitted?.submission ?? null;
	// Another tablet may have sent it, or sent it last.
	const earlier = item.earlier && item.earlier.revision > (here?.revision ?? 0) ? item.earlier : here;
	// An audit that was sent and opened again was asked about the first time.
	const asked = opening !== null || earlier !== null;
	return withRubric(tablet, item, (rubric) => ({ kind: 'new', item, rubric, earlier, asked }));
}

/** Whether the draft here holds something that its last backup does not: it moved on, and this stayed. */
async function isAhead(tablet: Tablet, { draft }: KeptDraft): Promise<boolean> {
	const backup = await read(tablet.db, 'backups', draft.assignmentId);
	return !backup?.sent || backup.changedAt !== draft.changedAt;
}

/** Whether a draft lives on another tablet of its person by now. */
export async function isElsewhere(tablet: Tablet, assignmentId: string): Promise<boolean> {
	return (await read(tablet.db, 'elsewhere', assignmentId)) !== null;
}

/**
 * Opens an audit: what was found, or a new draft with its date checks filled in from the register as of today. Whoever calls it has seen
 * to it that the auditor was asked about ties (`find`, `asked`).
 */
export async function open(tablet: Tablet, assignmentId: string): Promise<OpenedAudit> {
	const found = await find(tablet, assignmentId);
	if (found.kind === 'draft' && found.assigned) return broughtUp(tablet, found);
	if (found.kind !== 'new') return found;
	const { item, rubric, earlier } = found;
	const kept: KeptDraft = { draft: begin(tablet, item, rubric, earlier), item };
	try {
		await write(tablet.db, [put('drafts', assignmentId, kept)], [expectAbsent('drafts', assignmentId)]);
	} catch (error) {
		// Another tab began it a moment ago: that draft is the one.
		if (!(error instanceof RecordMoved)) throw error;
		return open(tablet, assignmentId);
	}
	return { kind: 'draft', kept, rubric, assigned: true };
}

/** A draft as what is answered for its auditor now makes it: dates and the SEN service's answers may have come since it was begun. */
async function broughtUp(tablet: Tablet, found: Extract<FoundAudit, { kind: 'draft' }>): Promise<OpenedAudit> {
	const { kept, rubric } = found;
	const id = kept.draft.assignmentId;
	const item = await read(tablet.db, 'workload', id);
	if (!item) return found;
	const draft = refreshed(kept.draft, item, rubric, tablet.now());
	if (draft === kept.draft && JSON.stringify(item) === JSON.stringify(kept.item)) return found;
	const fresh = { ...kept, draft, item };
	try {
		await save(tablet, fresh);
	} catch (error) {
		// Sent or deleted in another tab a moment ago.
		if (!(error instanceof RecordMoved)) throw error;
		return open(tablet, id);
	}
	return { ...found, kept: fresh };
}

/**
 * Gives a draft with the date checks and the SEN service's answers as they now are; dates count as of the day on which it was begun. One that was
 * begun before another tablet sent the audit goes on as the revision that is asked for now: its own was sent, and may be on this tablet.
 */
export function refreshed(draft: Draft, item: WorkloadItem, rubric: Rubric, now: Instant): Draft {
	const asked = draft.revision < item.revision ? { ...draft, revision: item.revision } : draft;
	return refresh(asked, rubric, item.dates, item.given ?? {}, londonDate(draft.startedAt), now);
}

async function withRubric(
	tablet: Tablet,
	audit: { rubricId: string; rubricVersion: string },
	then: (rubric: Rubric) => FoundAudit
): Promise<FoundAudit> {
	const rubric = await read(tablet.db, 'rubrics', rubricKey(audit));
	return rubric ? then(rubric) : { kind: 'missing', what: 'rubric' };
}

/** Gives the newest revision of an audit that was submitted on this tablet, or null. */
export async function latestSubmission(tablet: Tablet, assignmentId: string): Promise<KeptSubmission | null> {
	const all = (await readAll(tablet.db, 'submissions')).filter((kept) => kept.submission.assignmentId === assignmentId);
	return all.reduce<KeptSubmission | null>(
		(latest, kept) => (latest && latest.submission.revision > kept.submission.revision ? latest : kept),
		null
	);
}

/**
 * Gives a new draft of an assignment. Where an earlier revision was sent, or a refused audit is put right, its answers come
 * along as far as the assignment's questions and levels still fit; a note whose level does not fit any more is kept as a note.
 */
export function begin(tablet: Tablet, item: WorkloadItem, rubric: Rubric, earlier: Submission | null): Draft {
	const now = tablet.now();
	let draft = openDraft(item, rubric, item.dates, londonDate(now), now, item.given);
	if (!earlier) return draft;
	for (const criterion of applicableCriteria(rubric, item.context)) {
		const given = earlier.answers[criterion.id];
		if (!given) continue;
		if (allowedLevels(criterion).includes(given.level)) draft = answer(draft, criterion.id, given, now);
		else if (given.note) draft = note(draft, criterion.id, given.note, now);
	}
	if (earlier.confirmed) draft = { ...draft, confirmed: earlier.confirmed };
	// What was answered for the auditor then may be answered otherwise now.
	return refreshed({ ...draft, startedAt: earlier.startedAt }, item, rubric, now);
}

/**
 * Saves a draft; resolves once it is on disk. Rejects with RecordMoved where the draft is gone (sent or deleted in another
 * tab), with the storage's error otherwise: the text then stays on the screen.
 */
export async function save(tablet: Tablet, kept: KeptDraft): Promise<void> {
	const id = kept.draft.assignmentId;
	await write(tablet.db, [put('drafts', id, kept)], [expectPresent('drafts', id)]);
}

/** Deletes a draft for good: only ever after the auditor said so. */
export async function discard(tablet: Tablet, assignmentId: string): Promise<void> {
	await write(tablet.db, [remove('drafts', assignmentId)]);
}

/** The right to write one draft, held by one tab at a time. */
export interface Claim {
	/** Whether this tab has it now. */
	readonly mine: boolean;
	/** Resolves when this tab has it: at once, or when the other tab lets go. Never resolves after a release. */
	readonly granted: Promise<void>;
	release(): void;
}

/** Asks for the right to write a draft. Another tab that holds it keeps it: this one reads only, until it is granted. */
export async function claim(tablet: Tablet, assignmentId: string): Promise<Claim> {
	const name = `draft ${assignmentId} of ${tablet.db.name}`;
	const giveUp = new AbortController();
	let letGo: () => void = () => undefined;
	const over = new Promise<void>((done) => (letGo = done));
	const mine = await new Promise<boolean>((tell) => {
		void tablet.locks.request(name, { ifAvailable: true }, (lock) => {
			tell(lock !== null);
			return lock ? over : undefined;
		});
	});
	const granted = new Promise<void>((done, fail) => {
		if (mine) return done();
		tablet.locks
			.request(name, { signal: giveUp.signal }, () => {
				done();
				return over;
			})
			.catch((error: unknown) => {
				if (!giveUp.signal.aborted) fail(error as Error);
			});
	});
	return {
		mine,
		granted,
		release() {
			giveUp.abort();
			letGo();
		}
	};
}

/** Gives a draft as a file that the auditor can keep when the tablet cannot save: name and JSON text. */
export function exportFile({ draft, item }: KeptDraft): { name: string; text: string } {
	return {
		name: `golden-thread-${item.planRef}-draft.json`,
		text: JSON.stringify({ kind: 'golden-thread-draft', planRef: item.planRef, draft }, null, '\t')
	};
}
