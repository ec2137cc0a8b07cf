/**
 * The criteria of the audit in the words of a report: each as a statement that fits after "In 18 of 24 plans, ...", and, where a
 * school contributes to it, as something a school can do. Words belong to one wording of a question: where a later rubric asks
 * something else, the question itself is quoted instead, so that a report never says what nobody asked.
 */
import type { Criterion } from './rubric.ts';

interface Words {
	/** The question these words stand for, exactly as published. */
	readonly question: string;
	/** What is so in a plan that meets it. */
	readonly says: string;
	/** What a school or college can do about it; only where one contributes. */
	readonly school?: string;
}

const words: Readonly<Record<string, Words>> = {
	'A.1': {
		question: 'Can you tell, separately, what the child or young person says and what their parents or carers say?',
		says: 'what the child or young person says and what their parents or carers say can be told apart'
	},
	'A.2': {
		question:
			"Does it say how the child or young person's views were gathered, in a way that suits how they communicate?",
		says: 'it is clear how the views were gathered, in a way that suits how the person communicates',
		school:
			'Write down who asked for the child or young person’s views, when, and how: talking, drawing, symbols, signing or watching.'
	},
	'A.3': {
		question: 'Are there hopes for the future - near and far - that sound like this person?',
		says: 'there are near and far hopes for the future that sound like this person',
		school:
			'Ask about hopes at every review, for next year and for later life, and pass them on in the person’s own words.'
	},
	'A.4': {
		question: 'Would a new adult know how to communicate with this person after reading this section?',
		says: 'a new adult would know how to communicate with this person',
		school:
			'Send a short, practical summary of how the pupil communicates: how they show yes, no, pain or worry, and what helps.'
	},
	'A.5': {
		question: 'Is the history short, relevant and respectful, with strengths as well as difficulties?',
		says: 'the history is short, relevant and respectful'
	},
	'B.1': {
		question: 'Is Section B clearly labelled, with each need set out so you could count them?',
		says: 'each need is set out so that it can be counted'
	},
	'B.2': {
		question: 'Does every educational need described in the professional reports appear in Section B?',
		says: 'every educational need in the reports appears in Section B'
	},
	'B.3': {
		question: 'Does each need say what it looks like and how it affects learning, rather than just naming a condition?',
		says: 'each need says what it looks like and how it affects learning',
		school:
			'In advice, say what each need looks like in class and what it stops the pupil doing. A label alone tells nobody what to do.'
	},
	'B.4': {
		question: 'Does it say what the person can do now, as a starting point for each area?',
		says: 'it says what the person can do now, as a starting point',
		school:
			'Give a starting point for each area of need: what the pupil can do today, with dates and levels, not praise.'
	},
	'B.5': {
		question: "Does the plan's recorded main (primary) need match what Section B describes today?",
		says: 'the recorded main need matches what Section B describes today'
	},
	'B.6': {
		question:
			'Does Section B keep to needs, without drifting into provision, outcomes or health and care needs that belong elsewhere?',
		says: 'Section B keeps to needs'
	},
	'C.1': {
		question:
			'Is Section C filled in - either with health needs, or with a clear statement that health was asked and none were found?',
		says: 'Section C is filled in, or says that health was asked and found nothing'
	},
	'C.2': {
		question: 'Could a teacher or parent without medical training understand what each health need means day to day?',
		says: 'a teacher or parent could understand what each health need means day to day'
	},
	'C.3': {
		question:
			"Do the health needs cover the whole picture - body, mind, development, senses - rather than one clinic's view?",
		says: 'the health needs cover the whole picture, not one clinic’s view'
	},
	'C.4': {
		question: 'Is it clear how each health need relates to the special educational needs?',
		says: 'it is clear how each health need relates to the special educational needs'
	},
	'C.5': {
		question: 'Is the health information recent enough to rely on?',
		says: 'the health information is recent enough to rely on'
	},
	'C.6': {
		question:
			'From Year 9 (age 14): if the plan describes a learning disability, does it mention the GP learning disability register or the annual health check?',
		says: 'the GP learning disability register or the annual health check is mentioned'
	},
	'C.7': {
		question: "Does the plan still use the term 'global developmental delay' for a child in Year 1 or above?",
		says: 'the term “global developmental delay” is still used in Year 1 or above'
	},
	'D.1': {
		question:
			'Is Section D filled in - either with social care needs, or with a clear statement that social care was asked and none were found?',
		says: 'Section D is filled in, or says that social care was asked and found nothing'
	},
	'D.2': {
		question: 'Does it describe life at home and in the community, and the effect on the family, where this matters?',
		says: 'life at home and in the community is described where it matters'
	},
	'D.3': {
		question: 'Is each social care need linked to the SEN or disability?',
		says: 'each social care need is linked to the special educational needs or disability'
	},
	'D.4': {
		question:
			'If there is already a social care plan (child in need, child protection, looked after, short breaks), does Section D fit with it?',
		says: 'Section D fits with the social care plan that is already there'
	},
	'D.5': {
		question: 'From Year 9: does Section D look ahead to care and support needs as an adult?',
		says: 'Section D looks ahead to care and support as an adult'
	},
	'E.1': {
		question: 'Is each outcome a change for the person - not a service, a lesson or an amount of help?',
		says: 'each outcome is a change for the person, not a service or an amount of help',
		school:
			'When you suggest outcomes, ask what will be different for the pupil. “Will receive” or “will attend” is provision, not an outcome.'
	},
	'E.2': {
		question:
			'Could two people agree whether each outcome has been reached (specific, measurable, achievable, relevant, with a date)?',
		says: 'two people could agree whether each outcome has been reached',
		school:
			'Suggest outcomes that pass the two-person test: a starting point, something you could see or count, and an end date.'
	},
	'E.3': {
		question: 'Are the outcomes personal, and do they lead towards the hopes in Section A?',
		says: 'the outcomes are personal and lead towards the hopes in Section A'
	},
	'E.4': {
		question:
			'Are there outcomes for health and for social care wherever the plan says there are health or care needs?',
		says: 'there are outcomes for health and for social care wherever there are such needs'
	},
	'E.5': {
		question: 'Does it say how progress will be checked and who sets the shorter-term targets?',
		says: 'it says how progress will be checked and who sets the shorter-term targets',
		school:
			'Say who sets the termly steps, with whom, and when they will be looked at again, and bring them to the review.'
	},
	'E.6': {
		question: 'Do the outcomes get the person ready for their next stage (next class, school, college or adult life)?',
		says: 'the outcomes get the person ready for their next stage',
		school:
			'At each review ask what the next class, school or college will expect, and suggest one outcome that prepares for it.'
	},
	'F.1': {
		question: 'Is there provision for every need in Section B?',
		says: 'there is provision for every need in Section B'
	},
	'F.2': {
		question: 'Is the provision specific and counted - what, how long, how often, how many to one?',
		says: 'the provision is specific and counted'
	},
	'F.3': {
		question: 'Does it say who will deliver each part and what training or expertise they need?',
		says: 'it says who delivers each part and what training they need',
		school: 'For each piece of support, give the job role that delivers it and the training that must be in place.'
	},
	'F.4': {
		question: 'Is Section F free of escape words that make support optional or undefined?',
		says: 'Section F is free of words that make support optional or undefined'
	},
	'F.5': {
		question: 'Is therapy or care that teaches or trains the person placed in Section F rather than only in G or H?',
		says: 'therapy that teaches or trains is in Section F'
	},
	'F.6': {
		question:
			'From Year 9: does the plan include provision that helps the person prepare for adult life and independence?',
		says: 'there is provision that prepares for adult life and independence',
		school:
			'From Year 9, describe teaching for travel, money, work, choices and health as exactly as you describe lessons in reading.'
	},
	'F.7': {
		question: 'Does it say how and when the provision will be reviewed or adjusted?',
		says: 'it says how and when the provision will be reviewed',
		school: 'Say who checks each term that the support is happening and working, and who hears about it.'
	},
	'G.1': {
		question: 'Is Section G filled in - with provision, or a clear statement that none is required?',
		says: 'Section G is filled in, or says that nothing is required'
	},
	'G.2': {
		question: 'Does every health need in Section C that calls for help have matching provision here or in Section F?',
		says: 'every health need that calls for help has matching provision'
	},
	'G.3': {
		question: 'Is the health provision specific - what, how often, by which service or role?',
		says: 'the health provision is specific'
	},
	'G.4': {
		question: 'Is there evidence that the health commissioner (integrated care board) agreed the provision?',
		says: 'there is evidence that the integrated care board agreed the health provision'
	},
	'G.5': {
		question: 'Where there is an individual health care plan, is it mentioned and attached?',
		says: 'the individual health care plan is mentioned and attached',
		school:
			'Where a pupil has an individual health care plan, send the dated copy with your advice so that it can be attached.'
	},
	'G.6': {
		question: "From Year 9: does it cover the move to adult health services and managing one's own health?",
		says: 'the move to adult health services is covered'
	},
	'H1.1': {
		question:
			'Is Section H1 filled in - with provision, or a clear statement that it was considered and is not required?',
		says: 'Section H1 is filled in, or says that it was considered and is not required'
	},
	'H1.2': {
		question:
			'Is the right kind of help in H1 (help at home, adaptations, equipment, travel or activities, non-residential short breaks, holidays, meals)?',
		says: 'the right kind of help is in Section H1'
	},
	'H1.3': {
		question: 'Is it specific - what, how often, for how long, who provides it?',
		says: 'the provision in Section H1 is specific'
	},
	'H1.4': {
		question: 'Does it match the needs in Section D?',
		says: 'Section H1 matches the needs in Section D'
	},
	'H2.1': {
		question:
			'Is Section H2 filled in - with provision, or a clear statement that it was considered and is not required?',
		says: 'Section H2 is filled in, or says that it was considered and is not required'
	},
	'H2.2': {
		question: 'Is it specific - what, how often, for how long, who provides it?',
		says: 'the provision in Section H2 is specific'
	},
	'H2.3': {
		question: 'Taken with H1, is every need in Section D answered?',
		says: 'every need in Section D is answered'
	},
	'H2.4': {
		question: 'From Year 9: is there care provision, or a named next step, towards adult life?',
		says: 'there is care provision, or a named next step, towards adult life'
	},
	'I.1': {
		question: 'Final plan: does it give the name and type of school or college, or the type if none is named?',
		says: 'the name and type of the setting are given'
	},
	'I.2': {
		question: 'Does the setting named match where the person actually is, or will be on a date given?',
		says: 'the setting named is where the person is or will be'
	},
	'I.3': {
		question: 'Is Section I free of extra conditions, costs or provision that belong in other sections?',
		says: 'Section I holds nothing that belongs in other sections'
	},
	'J.1': {
		question: 'Does Section J say clearly whether a personal budget was offered, asked for or agreed?',
		says: 'it is clear whether a personal budget was offered, asked for or agreed'
	},
	'J.2': {
		question: 'If there is a direct payment, are the needs and outcomes it pays for set out?',
		says: 'the needs and outcomes that the direct payment pays for are set out'
	},
	'J.3': {
		question: 'Are the amount, what it buys and how it is managed clear, and consistent with F, G and H?',
		says: 'the amount, what it buys and how it is managed are clear'
	},
	'K.1': {
		question: 'Is there a list of all the advice used, showing role, service and date?',
		says: 'there is a list of all the advice used, with role, service and date'
	},
	'K.2': {
		question:
			'Is advice there from everyone who must be asked - family, education, health, educational psychologist, social care?',
		says: 'advice is there from everyone who must be asked',
		school:
			'Reply to every request for advice within six weeks, also when you have little to add, and keep the date you sent it.'
	},
	'K.3': {
		question: 'Is each piece of advice clear, specific and about this person - needs, outcomes and provision?',
		says: 'each piece of advice is clear, specific and about this person',
		school:
			'Write advice that can be lifted straight into a plan: what the need is, what should change, and what help is required, counted.'
	},
	'K.4': {
		question: 'Is the advice recent enough for the plan it supports?',
		says: 'the advice is recent enough for the plan'
	},
	'K.5': {
		question:
			'Which health services contributed, and is primary care (GP, health visiting, school nursing / 0-19) among them?',
		says: 'primary care is among the health services that contributed'
	},
	'GT.1': {
		question: 'Pick the two most important needs: can you follow each from need, to outcome, to provision?',
		says: 'the two most important needs can be followed to an outcome and to provision'
	},
	'GT.2': {
		question: 'Do the hopes in Section A show up in the outcomes and the provision?',
		says: 'the hopes in Section A show up in the outcomes and the provision'
	},
	'GT.3': {
		question: 'Is the plan free of copy-paste mistakes, wrong names, wrong pronouns and contradictions?',
		says: 'the plan is free of copying mistakes, wrong names and contradictions'
	},
	'GT.4': {
		question: 'Is it written in plain English, and no longer than it needs to be?',
		says: 'it is written in plain English and no longer than it needs to be'
	},
	'GT.5': {
		question: 'Does it show how education, health and care will work together for this person?',
		says: 'it shows how education, health and care will work together'
	},
	'PFA.1': {
		question:
			'Years 5-8: do the outcomes build early independence (choices, self-care, travel, friendships, managing change)?',
		says: 'the outcomes build early independence',
		school:
			'From Year 5, suggest small steps towards independence: choices, self-care, travel, friends, managing change.'
	},
	'PFA.2': {
		question: "From Year 9: is there an outcome for learning or work that fits this person's hopes?",
		says: 'there is an outcome for learning or work that fits the person’s hopes',
		school:
			'From Year 9, bring one outcome for learning or work to the review: a workplace tried, a course visited, a route chosen.'
	},
	'PFA.3': {
		question: 'From Year 9: is there an outcome for living as independently as possible?',
		says: 'there is an outcome for living as independently as possible',
		school:
			'From Year 9, bring one outcome for independent living: travel, money, cooking, or choosing who supports you.'
	},
	'PFA.4': {
		question: 'From Year 9: is there an outcome for friends, relationships and community?',
		says: 'there is an outcome for friends, relationships and community',
		school: 'From Year 9, bring one outcome for friends and community: a club, a friendship, staying safe, life online.'
	},
	'PFA.5': {
		question: 'From Year 9: is there an outcome for being as healthy as possible as an adult?',
		says: 'there is an outcome for being as healthy as possible as an adult',
		school:
			'From Year 9, bring one outcome for health: knowing one’s own condition, seeing the GP, the annual health check.'
	},
	'PFA.6': {
		question:
			'From Year 9: did adult services (social care, health, employment or college) contribute or have a dated next step?',
		says: 'adult services contributed or have a dated next step',
		school:
			'From Year 9, invite adult services or the college to the review by name, and write down their next step with a date.'
	},
	'TIM.1': {
		question: 'Was the final plan issued within 20 weeks of the request?',
		says: 'the final plan was issued within 20 weeks of the request'
	},
	'TIM.2': {
		question: 'Was the last annual review completed inside its 12 months?',
		says: 'the last annual review was completed inside its 12 months',
		school:
			'Hold the review meeting at least four weeks before the plan’s anniversary, so that the decision can be sent in time.'
	},
	'TIM.3': {
		question: 'Was the decision sent within four weeks of the review meeting (with the proposed changes, if amending)?',
		says: 'the decision was sent within four weeks of the review meeting'
	},
	'TIM.4': {
		question:
			'If the plan was amended, was the final version sent within 8 weeks of the notice and 12 weeks of the meeting?',
		says: 'the amended plan was sent within 8 weeks of the notice and 12 weeks of the meeting'
	},
	'TIM.5': {
		question: 'Did the setting send the review report within two weeks of the meeting?',
		says: 'the setting sent the review report within two weeks of the meeting',
		school: 'Send the review report to everyone within two weeks of the meeting.'
	},
	'TIM.6': {
		question: 'Changing phase next September: is the next setting named in time?',
		says: 'the next setting was named in time'
	},
	'TIM.7': {
		question: 'Did each service reply within six weeks of being asked?',
		says: 'each service replied within six weeks of being asked',
		school: 'Reply to requests for advice within six weeks. The date you send it counts, not the date you write it.'
	},
	'CUR.1': {
		question: 'Does the plan describe the person as they are now (age, year group, setting, stage)?',
		says: 'the plan describes the person as they are now',
		school:
			'After each review, list what is out of date (age, stage, attainment, worries) and send the new wording, not only “no change”.'
	},
	'CUR.2': {
		question: 'Where the last review recommended changes, have they been made?',
		says: 'the changes that the last review recommended have been made'
	},
	'CUR.3': {
		question: 'Are the outcomes still live, with end dates in the future?',
		says: 'the outcomes are still live, with end dates in the future',
		school: 'At each review, mark outcomes as reached and suggest new ones with end dates in the future.'
	},
	'CUR.4': {
		question: 'Changing phase: were needs, primary need and outcomes rewritten for the next setting?',
		says: 'needs and outcomes were rewritten for the next setting'
	},
	'CUR.5': {
		question:
			'Can you see which version this is, when it was made, when it was last amended and when it will be reviewed?',
		says: 'you can see which version it is and when it was made, amended and will be reviewed'
	},
	'COP.1': {
		question: 'Can you see how the child or young person helped to shape the plan, not just that they were asked?',
		says: 'you can see how the child or young person helped to shape the plan',
		school: 'Show one thing in the support that is there because of what the pupil said, and say so in the report.'
	},
	'COP.2': {
		question: 'Can you see how parents or carers helped to shape the plan, including where they disagreed?',
		says: 'you can see how parents or carers helped to shape the plan'
	},
	'COP.3': {
		question: 'Would the person and their family feel respected reading it?',
		says: 'the person and their family would feel respected reading it'
	},
	'COP.4': {
		question: 'Is there a version or summary that the child or young person could use?',
		says: 'there is a version or summary that the child or young person could use',
		school:
			'Make a one-page version with the pupil, in pictures, easy read or sound, and send it with the review report.'
	}
};

function wordsOf(criterion: Pick<Criterion, 'id' | 'question'>): Words | null {
	const found = Object.hasOwn(words, criterion.id) ? words[criterion.id] : undefined;
	return found?.question === criterion.question ? found : null;
}

/** Gives a criterion as a statement that fits after "In 18 of 24 plans, ..."; the quoted question where there are no words for it. */
export function statementOf(criterion: Pick<Criterion, 'id' | 'question'>): string {
	return wordsOf(criterion)?.says ?? `the answer was yes to “${criterion.question}”`;
}

/** Gives what a school can do towards a criterion; what auditors look for where there are no words of its own. */
export function schoolActionOf(criterion: Pick<Criterion, 'id' | 'question' | 'help'>): string {
	return wordsOf(criterion)?.school ?? criterion.help.lookFor;
}
