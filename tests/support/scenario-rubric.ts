/** A short set of questions for tests that make thousands of audits: every kind of question, and hardly any words. */
import { Rubric } from '#lib/domain/rubric.ts';
import { rubricJson } from './rubric.ts';

/** The questions that stay: what the rubric's own scoring names, one that is only recorded, two worked out from dates. */
const KEPT = ['B.1', 'B.2', 'E.1', 'F.1', 'F.2', 'F.3', 'F.4', 'F.5', 'F.6', 'F.7', 'K.1', 'K.5', 'TIM.1', 'TIM.2'];

/** Gives a copy of the full rubric cut short, under a name of its own. */
export function shortRubric(): Rubric {
	const full = Rubric.parse(rubricJson());
	const sections = full.sections.flatMap((section) => {
		const criteria = section.criteria
			.filter(({ id }) => KEPT.includes(id))
			.map((criterion) => ({
				...criterion,
				question: 'What do you see?',
				seedItems: [],
				help: {
					lookFor: 'Look.',
					anchors: criterion.help.anchors && { met: 'All of it.', partly: 'Some of it.', notMet: 'None of it.' },
					strongExample: null,
					weakExample: null
				}
			}));
		return criteria.length > 0 ? [{ ...section, minAnswered: 1, criteria }] : [];
	});
	const criteria = sections.flatMap((section) => section.criteria);
	const recordOnly = criteria.filter(({ answerKind }) => answerKind === 'record_only').length;
	return Rubric.parse({
		...full,
		rubricId: 'short-audit',
		version: '0.0.1',
		profiles: full.profiles.filter(({ id }) => id === 'full' || id === 'core'),
		sections,
		seedCoverage: { note: full.seedCoverage.note, items: {} },
		counts: {
			sections: sections.length,
			criteria: criteria.length,
			scored: criteria.length - recordOnly,
			core: criteria.filter(({ core }) => core).length,
			legalMust: criteria.filter(({ legal }) => legal.must).length,
			recordOnly
		}
	});
}
