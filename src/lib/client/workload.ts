/** The plans that an auditor sees: the workload joined with the drafts, the outbox and what was sent. Derived, never stored. */
import { openDraft, progressOf, violationsOf, type Draft, type SectionProgress } from '#lib/domain/audit.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { Problem } from '#lib/domain/problem.ts';
import { contextFaults, type Rubric } from '#lib/domain/rubric.ts';
import { rubricKey, type WorkloadItem } from '#lib/domain/sync.ts';
import type { KeptDraft, KeptSubmission, OutboxItem } from './db.ts';
import { refreshed } from './drafts.ts';
import * as guide from './guide.ts';
import { read, readAll, readIds } from './records.ts';
import { minutesLeft } from './sitting.ts';
import type { Tablet } from './tablet.ts';

/**
 * Where a plan stands on this tablet. `taken_back`: the coordinator took it back while answers were still here.
 * `sent_elsewhere`: another tablet sent it while answers were still here. `elsewhere`: it is being answered on another tablet, and read only
 * here. `broken`: its questions are not here or do not fit it.
 */
export type AuditState =
	| 'new'
	| 'begun'
	| 'waiting'
	| 'refused'
	| 'sent'
	| 'handing_back'
	| 'hand_back_refused'
	| 'taken_back'
	| 'sent_elsewhere'
	| 'elsewhere'
	| 'broken';

export interface AuditSummary {
	readonly assignmentId: string;
	readonly item: WorkloadItem;
	readonly state: AuditState;
	readonly progress: readonly SectionProgress[];
	readonly answered: number;
	readonly of: number;
	/** About, in steps of five; see `sitting.ts`. */
	readonly minutesLeft: number;
	/** Whether every question is answered and every note written. */
	readonly ready: boolean;
	readonly receivedAt: Instant | null;
	/** Whether a copy is here to be read. */
	readonly readable: boolean;
	readonly entryId: string | null;
	readonly refusal: Problem | null;
	/** When the newest copy was saved that another passphrase of this person seals, so that it cannot be opened here; null where none is known. */
	readonly shut: Instant | null;
}

/** Gives the plans on this tablet: what is to be done by due date, then what is done, the newest first. */
export async function list(tablet: Tablet): Promise<AuditSummary[]> {
	const [items, drafts, submissions, outbox, rubrics, elsewhere, { usualMinutes }, contact] = await Promise.all([
		readAll(tablet.db, 'workload'),
		readAll(tablet.db, 'drafts'),
		readAll(tablet.db, 'submissions'),
		readAll(tablet.db, 'outbox'),
		readAll(tablet.db, 'rubrics'),
		readIds(tablet.db, 'elsewhere'),
		guide.get(tablet),
		read(tablet.db, 'contact', 'contact')
	]);
	const shut = contact?.shut ?? [];
	const held = new Map(rubrics.map((rubric) => [rubricKey(rubric), rubric]));
	const known = new Map(items.map((item) => [item.assignmentId, item]));
	for (const { item } of [...drafts, ...submissions, ...outbox])
		if (!known.has(item.assignmentId)) known.set(item.assignmentId, item);
	const summaries = [...known.values()].map((item) => {
		const { assignmentId } = item;
		return summaryOf(item, {
			assigned: items.includes(item),
			kept: drafts.find(({ draft }) => draft.assignmentId === assignmentId) ?? null,
			submitted: latest(submissions.filter(({ submission }) => submission.assignmentId === assignmentId)),
			queued: outbox.filter((queued) => queued.item.assignmentId === assignmentId && settles(queued)).at(-1) ?? null,
			elsewhere: elsewhere.includes(assignmentId),
			shut: shut.filter((copy) => copy.assignmentId === assignmentId).map(({ savedAt }) => savedAt),
			held,
			usualMinutes,
			now: tablet.now()
		});
	});
	return summaries.sort(inOrder);
}

/** Whether what waits decides where the plan stands: its audit or its hand-back, and not what was only noted beside. */
function settles({ entry }: OutboxItem): boolean {
	return entry.body.kind === 'submission' || entry.body.kind === 'decline';
}

function latest(submissions: readonly KeptSubmission[]): KeptSubmission | null {
	return submissions.toSorted((a, b) => b.submission.revision - a.submission.revision)[0] ?? null;
}

interface Found {
	readonly assigned: boolean;
	readonly kept: KeptDraft | null;
	readonly submitted: KeptSubmission | null;
	readonly queued: OutboxItem | null;
	readonly elsewhere: boolean;
	readonly shut: readonly Instant[];
	readonly held: ReadonlyMap<string, Rubric>;
	readonly usualMinutes: number;
	readonly now: Instant;
}

function summaryOf(item: WorkloadItem, found: Found): AuditSummary {
	const { kept, submitted, queued } = found;
	const draft = kept?.draft ?? null;
	const rubric = found.held.get(rubricKey(draft ?? item)) ?? null;
	const sound = rubric !== null && contextFaults(rubric, (draft ?? item).context).length === 0;
	const open = sound ? asItOpens(item, draft, rubric, found.now) : draft;
	const progress = sound && open ? progressOf(open, rubric) : [];
	const answered = progress.reduce((sum, section) => sum + section.answered, 0);
	const of = progress.reduce((sum, section) => sum + section.of, 0);
	return {
		assignmentId: item.assignmentId,
		item,
		state: stateOf(item, found, sound),
		progress,
		answered,
		of,
		minutesLeft: open ? minutesLeft(open, of - answered, of, found.usualMinutes, kept?.sitting) : 0,
		ready: draft !== null && sound && open !== null && violationsOf(open, rubric).length === 0,
		receivedAt: submitted?.receipt?.receivedAt ?? item.receivedAt,
		readable: submitted !== null,
		entryId: queued?.entry.entryId ?? null,
		refusal: queued?.refusal ?? null,
		shut: found.shut.toSorted().at(-1) ?? null
	};
}

/** A plan is counted as it will open: with what is answered for its auditor by now. */
function asItOpens(item: WorkloadItem, draft: Draft | null, rubric: Rubric, now: Instant): Draft {
	if (draft) return refreshed(draft, item, rubric, now);
	return openDraft(item, rubric, item.dates, londonDate(now), now, item.given);
}

function stateOf(
	item: WorkloadItem,
	{ assigned, kept, submitted, queued, elsewhere }: Found,
	sound: boolean
): AuditState {
	if (queued) {
		const refused = queued.refusal !== null;
		if (queued.entry.body.kind === 'decline') return refused ? 'hand_back_refused' : 'handing_back';
		return refused ? 'refused' : 'waiting';
	}
	if (kept && !assigned) return 'taken_back';
	if (kept && item.receivedAt !== null) return 'sent_elsewhere';
	if (elsewhere && assigned && item.receivedAt === null) return 'elsewhere';
	if (kept) return sound ? 'begun' : 'broken';
	if (submitted && submitted.submission.revision >= item.revision) return 'sent';
	if (item.receivedAt !== null) return 'sent';
	return sound ? 'new' : 'broken';
}

const order: Record<AuditState, number> = {
	refused: 0,
	hand_back_refused: 0,
	begun: 1,
	new: 1,
	broken: 1,
	elsewhere: 1,
	taken_back: 2,
	sent_elsewhere: 2,
	waiting: 3,
	handing_back: 3,
	sent: 4
};

function inOrder(a: AuditSummary, b: AuditSummary): number {
	if (order[a.state] !== order[b.state]) return order[a.state] - order[b.state];
	if (a.state === 'sent') return (b.receivedAt ?? '').localeCompare(a.receivedAt ?? '');
	return a.item.dueOn.localeCompare(b.item.dueOn) || a.item.planRef.localeCompare(b.item.planRef);
}
