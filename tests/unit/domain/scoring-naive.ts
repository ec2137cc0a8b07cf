/**
 * Scoring once more, written straight from the rubric's steps and sharing no line with `scoring.ts`: loops, one step after
 * another, fractions by the smallest common multiple. Slow and plain on purpose.
 */
import type { Context, Rubric } from '#lib/domain/rubric.ts';

const RANK: Record<string, number> = { outstanding: 4, good: 3, requires_improvement: 2, inadequate: 1 };

export interface NaiveSection {
	sectionId: string;
	grade: string;
	share: { points: number; of: number } | null;
	uncapped: string | null;
	caps: [string, string | null][];
}

export interface NaiveOverall {
	grade: string;
	missing: string[];
	uncapped: string | null;
	caps: string[];
}

/** numerator / denominator in percent against the four thresholds as they stand in the rubric. */
function gradeFor(numerator: bigint, denominator: bigint): string {
	if (numerator * 10n >= denominator * 9n) return 'outstanding';
	if (numerator * 10n >= denominator * 7n) return 'good';
	if (numerator * 10n >= denominator * 4n) return 'requires_improvement';
	return 'inadequate';
}

function worst(grades: string[]): string {
	let result = 'outstanding';
	for (const grade of grades) if ((RANK[grade] as number) < (RANK[result] as number)) result = grade;
	return result;
}

export function naiveAudit(
	rubric: Rubric,
	levels: Record<string, string>,
	context: Context
): { sections: NaiveSection[]; overall: NaiveOverall | null } {
	const year = context.yearGroup as number;
	const sections: NaiveSection[] = [];
	const mustNotMet = new Set<string>();
	const counted: string[] = [];
	for (const section of rubric.sections) {
		if (context.switchedOff?.includes(section.code)) continue;
		const kept = [];
		for (const criterion of section.criteria) {
			if (context.profile === 'core' && !criterion.core) continue;
			if (context.profile === 'plan-only' && criterion.evidence.join() !== 'plan') continue;
			if (context.profile === 'health-care-routine' && !'C D E F G H1 H2 J'.split(' ').includes(section.code)) continue;
			const transitions = [
				'transition',
				'currency',
				'primary_need',
				'pfa_general',
				'pfa_employment',
				'pfa_independent_living',
				'pfa_community',
				'pfa_health'
			];
			if (context.profile === 'transitions' && !criterion.themes.find((theme) => transitions.includes(theme))) continue;
			if (criterion.appliesTo.minYear !== null && year < criterion.appliesTo.minYear) continue;
			if (criterion.appliesTo.maxYear !== null && year > criterion.appliesTo.maxYear) continue;
			if (criterion.appliesTo.planTypes !== null && !criterion.appliesTo.planTypes.includes(context.planKind)) continue;
			if (criterion.appliesTo.phaseTransferOnly && !context.phaseTransfer) continue;
			if (criterion.weight === 0) continue;
			kept.push(criterion);
		}
		if (kept.length === 0) continue;
		let applicable = 0;
		let answered = 0;
		let number = 0;
		let points = 0;
		for (const criterion of kept) {
			const level = levels[criterion.id];
			if (level !== 'not_applicable') applicable += criterion.weight;
			if (level === 'met' || level === 'partly' || level === 'not_met') {
				number += 1;
				answered += criterion.weight;
				points += criterion.weight * (level === 'met' ? 2 : level === 'partly' ? 1 : 0);
				counted.push(criterion.id);
			}
		}
		const none = { sectionId: section.code, share: null, uncapped: null, caps: [] };
		if (applicable === 0) {
			sections.push({ ...none, grade: 'not_applicable' });
			continue;
		}
		if (number < section.minAnswered || answered * 5 < applicable * 3) {
			sections.push({ ...none, grade: 'not_graded' });
			continue;
		}
		const caps: [string, string | null][] = [];
		let barred = false;
		for (const criterion of kept) {
			const level = levels[criterion.id];
			if (level === 'not_met') barred = true;
			if (!criterion.legal.must) continue;
			if (level === 'partly') barred = true;
			if (level === 'not_met') mustNotMet.add(section.code);
			if (level === 'not_met' && criterion.legal.onNotMet) caps.push([criterion.legal.onNotMet, criterion.id]);
			if (level === 'partly' && criterion.legal.onPartlyMet) caps.push([criterion.legal.onPartlyMet, criterion.id]);
		}
		if (barred) caps.push(['good', null]);
		const uncapped = gradeFor(BigInt(points), BigInt(2 * answered));
		sections.push({
			sectionId: section.code,
			grade: worst([uncapped, ...caps.map(([grade]) => grade)]),
			share: { points, of: 2 * answered },
			uncapped,
			caps
		});
	}
	if (!['full', 'core', 'plan-only'].includes(context.profile)) return { sections, overall: null };

	const required = ['B', 'C', 'D', 'E', 'F', 'G', 'H1', 'H2', 'I', 'GT', 'CUR', 'COP'];
	const missing = sections
		.filter((one) => one.grade === 'not_graded' && required.includes(one.sectionId))
		.map((one) => one.sectionId);
	if (missing.length > 0) return { sections, overall: { grade: 'not_graded', missing, uncapped: null, caps: [] } };
	const graded = sections.filter((one) => one.share !== null && one.sectionId !== 'TIM');
	if (graded.length === 0) return { sections, overall: { grade: 'not_graded', missing, uncapped: null, caps: [] } };
	let multiple = 1n;
	for (const one of graded) {
		const of = BigInt(one.share?.of ?? 1);
		let both = multiple;
		while (both % of !== 0n) both += multiple;
		multiple = both;
	}
	let sum = 0n;
	let weights = 0n;
	for (const one of graded) {
		const weight = BigInt(rubric.sections.find((section) => section.code === one.sectionId)?.overallWeight ?? 0);
		sum += (weight * BigInt(one.share?.points ?? 0) * multiple) / BigInt(one.share?.of ?? 1);
		weights += weight;
	}
	const uncapped = gradeFor(sum, multiple * weights);
	const core = graded.filter((one) => /^[BEF]$/.test(one.sectionId) && one.grade === 'inadequate').length;
	const caps: string[] = [];
	if (core >= 2) caps.push('inadequate');
	if (core >= 1) caps.push('requires_improvement');
	if (graded.filter((one) => mustNotMet.has(one.sectionId)).length >= 3) caps.push('requires_improvement');
	if (graded.some((one) => one.grade === 'requires_improvement' || one.grade === 'inadequate')) caps.push('good');
	if (!['B.2', 'F.1', 'F.2'].every((id) => counted.includes(id))) caps.push('good');
	return { sections, overall: { grade: worst([uncapped, ...caps]), missing, uncapped, caps } };
}
