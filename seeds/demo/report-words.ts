/** What the made-up forum's chair wrote beside its reports, what it recommended and what became of it. Nobody in it is real. */
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { RecommendationState } from '#lib/domain/recommendation.ts';
import type { ReportPart } from '#lib/domain/report-commentary.ts';

/** How far a recommendation came, and when somebody wrote it down. */
interface Progress {
	readonly on: PlainDate;
	readonly state: RecommendationState;
	readonly done: string;
}

export interface MadeUpAdvice {
	readonly text: string;
	readonly owner: string;
	readonly due: PlainDate;
	readonly progress: readonly Progress[];
}

export interface MadeUpWords {
	readonly foreword: string;
	readonly parts: Readonly<Partial<Record<ReportPart, string>>>;
	readonly learning: readonly string[];
	readonly advice: readonly MadeUpAdvice[];
	/** A mistake in the words, found later and put right in a second edition. */
	readonly correction?: {
		readonly on: PlainDate;
		readonly says: string;
		readonly part: ReportPart;
		readonly text: string;
	};
}

/** Gives the chair's words on the half-years of the past school years; `year` is the school year before last. */
export function madeUpWords(year: number): Readonly<Record<string, MadeUpWords>> {
	const next = year + 1;
	return {
		[`${year}-h1`]: {
			foreword:
				'This is our first learning report. Auditors from five agencies read each other’s plans and found that they mostly saw the same things.\nThe figures describe the plans that were audited. They are a place to start from, not a verdict on anybody’s work.',
			parts: {
				sentences:
					'The second sentence did not surprise us: families have said for years that they cannot tell what is meant to happen, and how often.',
				'health-and-care':
					'Advice from health comes late and in many forms. Social care is asked too late to be more than a line.'
			},
			learning: [
				'“Regular support” tells nobody what will happen. A number, a length and a person do.',
				'Where a therapist had written the provision with the school, it was nearly always clear.'
			],
			advice: [
				{
					text: 'Write provision in Section F as what, how long, how often and with how many, in every new plan.',
					owner: 'SEN service',
					due: `${next}-07-31`,
					progress: [
						{ on: `${next}-05-12`, state: 'under_way', done: 'A one-page guide was written with two schools.' },
						{
							on: `${next}-08-30`,
							state: 'done',
							done: 'The guide is in use for every new plan. Panel sends back what is not counted.'
						}
					]
				},
				{
					text: 'Agree one form for health advice, so that needs and provision can be told apart.',
					owner: 'Designated clinical officer',
					due: `${next}-12-18`,
					progress: [
						{ on: `${next}-09-02`, state: 'under_way', done: 'Therapies have agreed a draft.' },
						{ on: `${next + 1}-02-20`, state: 'done', done: 'All community services use the form.' }
					]
				}
			]
		},
		[`${year}-h2`]: {
			foreword:
				'A year of auditing is behind us. Forty people gave their evenings to it, and the plans are the better for what they saw.',
			parts: {
				change: 'Most differences could be chance. We name only those that are larger than that.',
				outcomes: 'Outcomes read more like the person than they did. Fewer of them can be checked by two people.'
			},
			learning: [
				'Plans of the same age differ more by who wrote them than by what the child needs.',
				'Social care sections are often empty where a family does have support.'
			],
			advice: [
				{
					text: 'Ask social care for advice on the day that an assessment is agreed, and say so in the letter.',
					owner: 'Head of social care',
					due: `${next + 1}-01-31`,
					progress: [
						{ on: `${next + 1}-02-25`, state: 'done', done: 'The letter and the system’s first step were changed.' }
					]
				},
				{
					text: 'Print last year’s outcomes beside the new ones at each annual review.',
					owner: 'Schools and colleges',
					due: `${next + 1}-04-30`,
					progress: [
						{
							on: `${next + 1}-03-02`,
							state: 'no_longer_needed',
							done: 'The review form that is used since January has both.'
						}
					]
				}
			]
		},
		[`${next}-h1`]: {
			foreword:
				'More plans say clearly what will happen. We see it in the figures, and families tell us so. Health and social care still lag behind.',
			parts: {
				grades: 'Section F has moved. It was where we put our work, so we are glad, and we will keep looking at it.',
				'health-and-care':
					'Section H is good or outstanding more often than a year ago, by more than chance alone would explain.'
			},
			learning: [
				'A guide of one page changed more than a day of training did.',
				'A plan that is clear about health was written with somebody from health in the room.'
			],
			advice: [
				{
					text: 'Let one social worker answer questions about Sections D and H, two mornings a week.',
					owner: 'Head of social care',
					due: `${next + 1}-10-31`,
					progress: [
						{
							on: `${next + 1}-09-08`,
							state: 'under_way',
							done: 'The post is agreed. Two mornings begin once it is filled.'
						}
					]
				},
				{
					text: 'Show every school its own figures beside the area’s before the autumn reviews.',
					owner: 'QA coordinator',
					due: `${next + 1}-09-30`,
					progress: [{ on: `${next + 1}-10-02`, state: 'done', done: 'The summaries went to all heads in September.' }]
				}
			],
			correction: {
				on: `${next + 1}-04-20`,
				says: 'Our comment on health and social care said that Section H had become better by more than chance alone would explain. The figures do not say so. The comment was written anew; no figure has changed.',
				part: 'health-and-care',
				text: 'Health and social care sections are still the weakest. Where they are better than a year ago, the difference could be chance.'
			}
		},
		[`${next}-h2`]: {
			foreword:
				'Two years in, we can tell what moves and what does not. Provision has become clearer. Being up to date has not.',
			parts: {
				sentences: 'We ask every service to read the second sentence twice, and to say what it will do about it.',
				'up-to-date':
					'Plans wait for amendment after good reviews. It is not the meetings that are late but what follows them.',
				agreement:
					'Auditors agree well where the question asks for something countable, and less where it asks for a judgement.'
			},
			learning: [
				'What is counted is clear: provision became better where the guide asks for numbers.',
				'An annual review is only as good as the amendment that follows it.',
				'Parents who audit see what professionals read past.'
			],
			advice: [
				{
					text: 'Send amended plans within eight weeks of the notice; report each month how many were.',
					owner: 'SEN service',
					due: `${next + 2}-03-31`,
					progress: [
						{ on: `${next + 1}-11-10`, state: 'under_way', done: 'Reported to the partnership board since October.' }
					]
				},
				{
					text: 'Name in each plan from Year 9 on who will help with the move to adult services.',
					owner: 'Preparing for adulthood lead',
					due: `${next + 2}-02-26`,
					progress: []
				},
				{
					text: 'Train ten more parents and carers as auditors.',
					owner: 'Parent carer forum',
					due: `${next + 2}-01-15`,
					progress: [{ on: `${next + 1}-11-16`, state: 'under_way', done: 'Four have begun.' }]
				}
			]
		}
	};
}
