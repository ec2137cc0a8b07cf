/**
 * How an audit's answers rest: levels and notes apart, since reports read a hundred thousand levels and never a note. A level alone is its
 * name; one with more to say is an object. Reading shares one object for each kind of answer, so that a half-year fits in memory.
 */
import type { Answer, Answers } from '#lib/domain/audit.ts';
import type { LevelAnswer } from '#lib/domain/findings.ts';
import type { Level } from '#lib/domain/rubric.ts';

type Rest = Omit<Answer, 'note'>;

/** Gives the two texts that an audit's answers are kept as. */
export function split(answers: Answers): { levels: string; notes: string } {
	const levels: [string, Level | Rest][] = [];
	const notes: [string, string][] = [];
	for (const [criterionId, { note, ...rest }] of Object.entries(answers)) {
		levels.push([criterionId, Object.keys(rest).length === 1 ? rest.level : rest]);
		if (note !== undefined) notes.push([criterionId, note]);
	}
	return { levels: JSON.stringify(Object.fromEntries(levels)), notes: JSON.stringify(Object.fromEntries(notes)) };
}

const shared = new Map<string, LevelAnswer>();

function sharedAnswer(kept: Level | Rest): LevelAnswer {
	const rest = typeof kept === 'string' ? { level: kept } : kept;
	if ('listed' in rest && rest.listed) return rest;
	const key = typeof kept === 'string' ? kept : JSON.stringify(rest);
	const present = shared.get(key);
	if (present) return present;
	const answer: LevelAnswer = Object.freeze(rest);
	shared.set(key, answer);
	return answer;
}

/** Gives the answers without their notes. The answers are shared between audits: do not change them. */
export function readLevels(text: string): Record<string, LevelAnswer> {
	const levels = JSON.parse(text) as Record<string, Level | Rest | LevelAnswer>;
	for (const criterionId in levels) levels[criterionId] = sharedAnswer(levels[criterionId] as Level | Rest);
	return levels as Record<string, LevelAnswer>;
}

/** Gives the answers as they were sent. */
export function join(levels: string, notes: string): Answers {
	const words = JSON.parse(notes) as Record<string, string>;
	return Object.fromEntries(
		Object.entries(JSON.parse(levels) as Record<string, Level | Rest>).map(([criterionId, kept]) => {
			const note = Object.hasOwn(words, criterionId) ? words[criterionId] : undefined;
			const rest = typeof kept === 'string' ? { level: kept } : kept;
			return [criterionId, note === undefined ? rest : { ...rest, note }];
		})
	);
}
