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

export interface SectionStep {
	readonly section: RubricSection;
	readonly state: ThreadState;
	readonly answered: number;
	readonly of: number;
	/** How many of its questions the auditor wants to come back to. */
	readonly flagged: number;
	/** Where going to the section leads: the first question that wants something, else its first. */
	readonly to: string;
}

/** Gives the thread through the sections. `here` is the code of the section on the screen, if any. */
export function sectionSteps(
	draft: Pick<Draft, 'answers' | 'context' | 'flagged'>,
	rubric: Rubric,
	stops: readonly Stop[],
	here: string | null
): SectionStep[] {
	const found = new Map(rubric.sections.map((section) => [section.code, section]));
	return progressOf(draft, rubric).flatMap(({ sectionId, answered, of, notesMissing }) => {
		const section = found.get(sectionId);
		const own = stops.filter((stop) => stop.section.code === sectionId);
		const first = own.find(({ criterion }) => wants(draft, rubric, criterion) !== null) ?? own[0];
		if (!section || !first) return [];
		const done = answered === of && notesMissing === 0;
		const state = sectionId === here ? 'here' : done ? 'done' : answered > 0 ? 'part' : 'todo';
		const flagged = own.filter(({ criterion }) => draft.flagged.includes(criterion.id)).length;
		return [{ section, state, answered, of, flagged, to: first.criterion.id } as const];
	});
}
