/**
 * How the demonstration's auditors answer: an invented model with the patterns that real audits show. Health and social care are weaker
 * than the rest, provision is often vague, plans get a little better each term, a few auditors are strict and a few lenient, and two
 * auditors of one plan mostly agree. Answers hang on plan, criterion and auditor alone, so that they can be made again.
 */
import { answer, openDraft, type Answer, type Draft } from '#lib/domain/audit.ts';
import type { Agency } from '#lib/domain/person.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { SenType } from '#lib/domain/plan.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import { fraction, randomStream, shuffle, type Random } from '#lib/domain/random.ts';
import {
	allowedLevels,
	noteRequired,
	sectionsOf,
	type Criterion,
	type Level,
	type Rubric
} from '#lib/domain/rubric.ts';
import { happens } from './chance.ts';
import { noteFor } from './notes.ts';
import type { Severity } from './people.ts';

/** How good each section usually is, on a scale where 0 is met half the time; one step is about one standard deviation. */
const sectionBase: Readonly<Record<string, number>> = {
	...{ A: 0.65, B: 0.4, C: -0.25, D: -0.6, E: 0.25, F: 0.3, G: -0.4, H1: -0.7, H2: -0.7, I: 1, J: 0.4, K: 0.2 },
	...{ GT: 0.25, PFA: -0.1, CUR: 0.15, COP: 0.3 }
};

/** Criteria that do worse (or better) than their section. */
const criterionShift: Readonly<Record<string, number>> = {
	...{ 'F.2': -0.85, 'F.3': -0.3, 'F.4': -0.8, 'F.6': -0.35, 'E.2': -0.45, 'E.4': -0.5, 'E.6': -0.15, 'B.4': -0.2 },
	...{ 'C.1': 0.35, 'G.1': 0.35, 'D.1': 0.3, 'G.3': -0.25, 'H1.3': -0.25, 'H2.2': -0.25, 'D.5': -0.35, 'G.6': -0.3 },
	...{ 'GT.1': -0.1, 'PFA.6': -0.4, 'K.2': -0.15, 'CUR.2': -0.25, 'COP.4': -0.6 }
};

/** Better each term, by so much; what the forum worked on moves faster. */
const TREND = 0.055;
const trendShift: Readonly<Record<string, number>> = {
	'F.2': 0.06,
	'F.4': 0.06,
	'C.1': 0.05,
	'G.1': 0.05,
	'E.2': 0.03
};

const severityShift: Readonly<Record<Severity, number>> = { strict: -0.55, usual: 0, lenient: 0.6 };

/** Professionals look harder at what they know. */
const ownSections: Readonly<Partial<Record<Agency, readonly string[]>>> = {
	health: ['C', 'G'],
	social_care: ['D', 'H1', 'H2']
};
const OWN_SHIFT = -0.15;

/** Below this the answer is not met; between it and 0 partly met. */
const NOT_MET = -1.35;

/** How much of the chance in an answer two auditors of one plan share. */
const SHARED = 0.8;

/** About standard normal, from sums alone, so that every machine gives the same. */
function normal(random: Random): number {
	return (fraction(random) + fraction(random) + fraction(random) + fraction(random) - 2) * Math.sqrt(3);
}

/** What is so of a plan, whoever reads it. */
interface Traits {
	readonly quality: number;
	readonly healthNeeds: boolean;
	readonly careNeeds: boolean;
	readonly budget: boolean;
	readonly therapy: boolean;
}

const physical: ReadonlySet<SenType | null> = new Set(['PD', 'PMLD', 'HI', 'VI', 'MSI', 'SLD', 'DS']);

function traitsOf(key: string, need: SenType | null): Traits {
	const random = randomStream(`${key} traits`);
	return {
		quality: normal(random) * 0.55,
		healthNeeds: happens(random, physical.has(need) ? 0.93 : 0.62),
		careNeeds: happens(random, physical.has(need) ? 0.7 : 0.4),
		budget: happens(random, 0.06),
		therapy: happens(random, need === 'SLCN' || need === 'ASD' || physical.has(need) ? 0.85 : 0.45)
	};
}

/** Gives whether a criterion does not apply to a plan of these traits, with a little chance for the rarely fitting ones. */
function notApplicable(id: string, traits: Traits, random: Random): boolean {
	switch (id.split('.')[0]) {
		case 'C':
		case 'G':
			return id === 'G.5' ? happens(random, 0.8) : !traits.healthNeeds;
		case 'D':
		case 'H1':
		case 'H2':
			return id === 'D.4' ? happens(random, 0.85) : id !== 'H1.1' && !traits.careNeeds;
		case 'J':
			return !traits.budget;
	}
	if (id === 'E.4') return !traits.healthNeeds && !traits.careNeeds;
	if (id === 'F.5') return !traits.therapy;
	if (id === 'COP.4') return happens(random, 0.45);
	if (id === 'PFA.6' || id === 'CUR.2' || id === 'CUR.4') return happens(random, 0.2);
	return happens(random, 0.02);
}

/** Share of answers "cannot tell", where it is offered. */
const cannotTell: Readonly<Record<string, number>> = {
	'G.4': 0.55,
	'CUR.2': 0.3,
	'D.4': 0.3,
	'K.3': 0.15,
	'K.4': 0.15
};
const CANNOT_TELL = 0.06;

/** Health services that advice comes from, with how common each is; a widening range over the terms. */
const services: Readonly<Record<string, number>> = {
	...{ community_paediatrics: 0.75, speech_language_therapy: 0.8, occupational_therapy: 0.5, physiotherapy: 0.15 },
	...{
		camhs: 0.18,
		specialist_nursing: 0.08,
		hearing: 0.06,
		sight: 0.04,
		gp: 0.06,
		health_visiting: 0.1,
		school_nursing: 0.12
	}
};

export interface AuditedPlan {
	/** Names the plan in the model: the same for every auditor of it. */
	readonly key: string;
	readonly primaryNeed: SenType | null;
	/** The register's dates as they were on the day of the audit. */
	readonly dates: PlanDates;
}

export interface DemoAuditor {
	readonly key: string;
	readonly agency: Agency | null;
	readonly severity: Severity;
}

/**
 * Gives the draft of an audit, every applicable criterion answered as this auditor would. `term` counts terms from the first past one
 * (0); `begunAt` and `doneAt` are the moments of opening and of the last answer.
 */
export function auditedDraft(
	assignment: Parameters<typeof openDraft>[0],
	rubric: Rubric,
	plan: AuditedPlan,
	auditor: DemoAuditor,
	term: number,
	begunAt: Instant,
	doneAt: Instant
): Draft {
	const traits = traitsOf(plan.key, plan.primaryNeed);
	let draft = openDraft(assignment, rubric, plan.dates, londonDate(begunAt), begunAt);
	for (const { section, criteria } of sectionsOf(rubric, assignment.context)) {
		for (const criterion of criteria) {
			if (criterion.answerKind === 'date_check') continue;
			const own = randomStream(`${plan.key} ${criterion.id} ${auditor.key}`);
			const level =
				criterion.answerKind === 'record_only'
					? recorded(plan.key, criterion, own)
					: judged(plan, criterion, section.code, auditor, traits, term, own);
			draft = answer(draft, criterion.id, answered(rubric, criterion, section.code, level, own, term), doneAt);
		}
	}
	return { ...draft, changedAt: doneAt };
}

function judged(
	plan: AuditedPlan,
	criterion: Criterion,
	section: string,
	auditor: DemoAuditor,
	traits: Traits,
	term: number,
	own: Random
): Level {
	const shared = randomStream(`${plan.key} ${criterion.id}`);
	const offered = allowedLevels(criterion);
	if (offered.includes('not_applicable') && notApplicable(criterion.id, traits, shared)) return 'not_applicable';
	if (offered.includes('cannot_tell') && happens(own, cannotTell[criterion.id] ?? CANNOT_TELL)) return 'cannot_tell';
	const score =
		(sectionBase[section] ?? 0.4) +
		(criterionShift[criterion.id] ?? 0) +
		term * (TREND + (trendShift[criterion.id] ?? 0)) +
		traits.quality +
		severityShift[auditor.severity] +
		(auditor.agency && ownSections[auditor.agency]?.includes(section) ? OWN_SHIFT : 0) +
		normal(shared) * Math.sqrt(SHARED) +
		normal(own) * Math.sqrt(1 - SHARED);
	return score > 0 ? 'met' : score > NOT_MET ? 'partly' : 'not_met';
}

function recorded(key: string, criterion: Criterion, own: Random): Level {
	if (happens(own, 0.04) && criterion.cannotTellAllowed) return 'cannot_tell';
	const shared = randomStream(`${key} ${criterion.id}`);
	if (criterion.naAllowed && happens(shared, 0.6)) return 'not_applicable';
	if (criterion.recordOptions) return happens(shared, 0.35) ? 'yes' : 'no';
	return happens(shared, 0.12) ? 'yes' : 'no';
}

function answered(
	rubric: Rubric,
	criterion: Criterion,
	section: string,
	level: Level,
	own: Random,
	term: number
): Answer {
	const listed =
		criterion.recordOptions && level !== 'cannot_tell'
			? criterion.recordOptions
					.map((option) => option.id)
					.filter((id) => happens(own, (services[id] ?? 0.05) * (1 + term * 0.05)))
			: null;
	const wanted = noteRequired(rubric, criterion, { level });
	const kind = level === 'partly' || level === 'not_met' || level === 'cannot_tell' ? level : 'met';
	const note = wanted || (level === 'met' && happens(own, 0.06)) ? noteFor(own, criterion, section, kind) : null;
	return {
		level,
		...(note && { note }),
		...(listed && { listed: shuffle(own, listed).sort() })
	};
}
