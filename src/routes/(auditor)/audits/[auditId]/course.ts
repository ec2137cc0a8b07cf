/** The way through an audit: which questions come, in what order, and how far each section is. Derived from the draft. */
import { NOTE_LIMIT, progressOf, type Draft } from '#lib/domain/audit.ts';
import { noteRequired, sectionsOf, type Criterion, type Rubric, type RubricSection } from '#lib/domain/rubric.ts';
import type { ThreadState } from '#lib/ui/Thread.svelte';

export interface Stop {
	readonly section: RubricSection;
	readonly criterion: Criterion;
	/** Its number in its section, from 1. */
	readonly nth: number;
	readonly of: number;
}

/** Gives the questions that apply to an audit, in order. */
export function stopsOf(rubric: Rubric, context: Draft['context']): Stop[] {
	return sectionsOf(rubric, context).flatMap(({ section, criteria }) =>
		criteria.map((criterion, at) => ({ section, criterion, nth: at + 1, of: criteria.length }))
	);
}

export type Want = 'answer' | 'note' | 'shorter_note' | null;

/** Gives what a question still wants. */
export function wants(draft: Pick<Draft, 'answers'>, rubric: Rubric, criterion: Criterion): Want {
	const given = draft.answers[criterion.id];
	if (!given) return 'answer';
	if ((given.note?.length ?? 0) > NOTE_LIMIT) return 'shorter_note';
	return noteRequired(rubric, criterion, given) && !given.note?.trim() ? 'note' : null;
}

/** Which questions are gone through: all, those that want something, those to come back to, those that the law asks for. */
export const views = ['all', 'open', 'flagged', 'musts'] as const;
export type View = (typeof views)[number];

/** Gives the view that an address names; all questions where it names none. */
export function viewOf(named: string | null): View {
	return views.find((view) => view === named) ?? 'all';
}

/** Gives whether a question is in a view. */
export function isIn(
	view: View,
	draft: Pick<Draft, 'answers' | 'flagged'>,
	rubric: Rubric,
	criterion: Criterion
): boolean {
	switch (view) {
		case 'open':
			return wants(draft, rubric, criterion) !== null;
		case 'flagged':
			return draft.flagged.includes(criterion.id);
		case 'musts':
			return criterion.legal.must;
		default:
			return true;
	}
}

/** Gives how many questions each view has. */
export function countsOf(
	draft: Pick<Draft, 'answers' | 'flagged'>,
	rubric: Rubric,
	stops: readonly Stop[]
): Record<View, number> {
	const counted = views.map((view) => [
		view,
		stops.filter(({ criterion }) => isIn(view, draft, rubric, criterion)).length
	]);
	return Object.fromEntries(counted) as Record<View, number>;
}

export interface SectionStep {
	readonly section: RubricSection;
	readonly state: ThreadState;
	readonly answered: number;
	readonly of: number;
	/** Every question answered and every note written. */
	readonly done: boolean;
	/** How many of its questions the auditor wants to come back to. */
	readonly flagged: number;
	/** How many of its questions are in the view. */
	readonly shown: number;
	/** Where going to the section leads: the place where its auditor left it, else the first question that wants something, else its first. */
	readonly to: string;
}

/** What the thread needs to know besides the draft. */
export interface Standpoint {
	/** The code of the section on the screen, if any. */
	readonly here: string | null;
	/** The question that was on the screen last in each section, by the section's code. */
	readonly places: Readonly<Record<string, string>>;
	readonly view: View;
}

/** Gives the thread through the sections. In a view, a section leads to a question of that view where it has one. */
export function sectionSteps(
	draft: Pick<Draft, 'answers' | 'context' | 'flagged'>,
	rubric: Rubric,
	stops: readonly Stop[],
	{ here, places, view }: Standpoint
): SectionStep[] {
	const found = new Map(rubric.sections.map((section) => [section.code, section]));
	return progressOf(draft, rubric).flatMap(({ sectionId, answered, of, notesMissing }) => {
		const section = found.get(sectionId);
		const own = stops.filter((stop) => stop.section.code === sectionId);
		const shown = own.filter(({ criterion }) => isIn(view, draft, rubric, criterion));
		const among = shown.length > 0 ? shown : own;
		const to =
			among.find(({ criterion }) => criterion.id === places[sectionId]) ??
			among.find(({ criterion }) => wants(draft, rubric, criterion) !== null) ??
			among[0];
		if (!section || !to) return [];
		const done = answered === of && notesMissing === 0;
		const state = sectionId === here ? 'here' : done ? 'done' : answered > 0 ? 'part' : 'todo';
		const flagged = own.filter(({ criterion }) => draft.flagged.includes(criterion.id)).length;
		return [{ section, state, answered, of, done, flagged, shown: shown.length, to: to.criterion.id } as const];
	});
}
