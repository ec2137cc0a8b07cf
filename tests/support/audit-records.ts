/** Audits as reports read them: valid by default, and made-up ones by the hundred from a seed. */
import type { AuditRecord, LevelAnswer } from '#lib/domain/findings.ts';
import { agencies } from '#lib/domain/person.ts';
import { senTypes } from '#lib/domain/plan.ts';
import { fraction, integer, randomStream, type Random } from '#lib/domain/random.ts';
import { allowedLevels, applicableCriteria, type Context, type Level } from '#lib/domain/rubric.ts';
import { phaseOf, settingGroups } from '#lib/domain/school.ts';
import { fullRubric } from './rubric.ts';

export const context: Context = { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false };

/** Gives the same level for every criterion that applies; record-only ones are answered yes or no. */
export function levels(of: Context, level: Level = 'met', changes: Record<string, LevelAnswer> = {}) {
	const all: Record<string, LevelAnswer> = {};
	for (const criterion of applicableCriteria(fullRubric, of))
		all[criterion.id] = { level: criterion.answerKind === 'record_only' ? (level === 'met' ? 'yes' : 'no') : level };
	return { ...all, ...changes };
}

/** A first audit of a Year 4 plan in a primary school, everything met. */
export function audit(number: number, overrides: Partial<AuditRecord> = {}): AuditRecord {
	const own = overrides.context ?? context;
	return {
		planRef: `LEW-${String(number).padStart(5, '0')}`,
		auditorId: `auditor-${number % 12}`,
		agency: 'health',
		marking: 'first',
		profile: own.profile,
		rubricId: fullRubric.rubricId,
		rubricVersion: fullRubric.version,
		context: own,
		levels: levels(own),
		submittedOn: '2026-11-05',
		late: false,
		yearGroup: own.yearGroup,
		primaryNeed: 'SLCN',
		schoolUrn: '900001',
		settingGroup: 'mainstream_maintained',
		phase: 'primary',
		...overrides
	};
}

/** Gives so many made-up audits: every age, need and setting, a tenth of the plans audited twice. Same seed, same audits. */
export function madeUpAudits(count: number, seed: string, { met = 0.6, from = 0 } = {}): AuditRecord[] {
	const random = randomStream(seed);
	return Array.from({ length: count }, (_, at) => madeUpAudit(random, from + at, met)).flatMap((first, at) => {
		if (at % 10 !== 0) return [first];
		const changed = Object.entries(first.levels).map(([id, answer]): [string, LevelAnswer] => [
			id,
			answer.level === 'met' && fraction(random) < 0.15 ? { level: 'partly' } : answer
		]);
		return [
			first,
			{ ...first, marking: 'second', auditorId: `${first.auditorId}-other`, levels: Object.fromEntries(changed) }
		];
	});
}

function madeUpAudit(random: Random, number: number, met: number): AuditRecord {
	const yearGroup = integer(random, 18) - 1;
	const of: Context = {
		profile: 'full',
		yearGroup,
		planKind: integer(random, 4) === 0 ? 'new' : 'amended',
		phaseTransfer: yearGroup === 6 || yearGroup === 11
	};
	const own = met + (fraction(random) - 0.5) * 0.4;
	const answers: Record<string, LevelAnswer> = {};
	for (const criterion of applicableCriteria(fullRubric, of)) {
		const allowed = allowedLevels(criterion);
		const drawn = fraction(random);
		const aside = fraction(random);
		if (criterion.naAllowed && aside < 0.08) answers[criterion.id] = { level: 'not_applicable' };
		else if (allowed.includes('cannot_tell') && aside > 0.96) answers[criterion.id] = { level: 'cannot_tell' };
		else if (criterion.answerKind === 'record_only') answers[criterion.id] = { level: drawn < 0.4 ? 'yes' : 'no' };
		else answers[criterion.id] = { level: drawn < own ? 'met' : drawn < own + (1 - own) * 0.6 ? 'partly' : 'not_met' };
	}
	const phase = phaseOf({ phaseCode: yearGroup < 7 ? 2 : yearGroup < 12 ? 4 : 6, lowAge: null, highAge: null });
	return audit(number, {
		context: of,
		levels: answers,
		yearGroup,
		auditorId: `auditor-${number % 40}`,
		agency: agencies[number % agencies.length] ?? null,
		primaryNeed: senTypes[Math.min(integer(random, senTypes.length), integer(random, senTypes.length))] ?? null,
		schoolUrn: String(900_000 + integer(random, 60)),
		settingGroup: settingGroups[integer(random, settingGroups.length)] ?? 'other',
		phase
	});
}
