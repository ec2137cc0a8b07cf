/**
 * The words of the field that cannot be avoided, each explained in plain ones. The help shows them; the readability test counts them as
 * known, since nobody meets one without its meaning a tap away.
 */
export interface GlossaryEntry {
	/** As it stands on the screen, an acronym first where there is one. */
	readonly word: string;
	readonly meaning: string;
	/** Other forms and parts of it that count as known, in small letters. */
	readonly forms?: readonly string[];
}

export const glossary: readonly GlossaryEntry[] = [
	{ word: 'Advice', meaning: 'A report that a helper wrote for the plan.' },
	{ word: 'Annual review', meaning: 'A look at the plan with the family, at least once a year.', forms: ['annual'] },
	{ word: 'Assessment', meaning: 'Finding out what a child or young person needs.' },
	{ word: 'Audit', meaning: 'A careful look at how good a plan is.', forms: ['audits', 'auditing'] },
	{ word: 'Auditor', meaning: 'Someone who checks plans. You, for example.', forms: ['auditors'] },
	{ word: 'CAMHS', meaning: 'Child and adolescent mental health services. They help when feelings are hard.' },
	{ word: 'Chair', meaning: 'The person who leads the forum.' },
	{ word: 'Code of Practice', meaning: 'The rules for plans, written by the government in 2015.' },
	{
		word: 'Coordinator',
		meaning: 'The person who runs the audits in your area and gives you your plans.',
		forms: ['coordinators', 'coordinates']
	},
	{
		word: 'DCO',
		meaning: 'Designated clinical officer. The person in the health service who looks after plans.',
		forms: ['designated']
	},
	{ word: 'Diagnosis', meaning: 'A doctor’s name for what somebody has.', forms: ['diagnoses'] },
	{
		word: 'EHC plan',
		meaning: 'Education, health and care plan. It says what a child or young person needs, and what help they must get.'
	},
	{ word: 'EOTAS', meaning: 'Education otherwise than at school. Lessons at home or in some other place.' },
	{
		word: 'EP',
		meaning: 'Educational psychologist. Someone who finds out how a child learns.',
		forms: ['educational', 'psychologist']
	},
	{
		word: 'Forum',
		meaning: 'A group from all services, with schools and parents. It reads what all auditors found.'
	},
	{
		word: 'Golden thread',
		meaning: 'The line from a hope to a need, to an outcome, to the help. In a good plan it never breaks.'
	},
	{ word: 'GP', meaning: 'The family doctor. The letters stand for general practitioner.', forms: ['practitioner'] },
	{ word: 'Handing back', meaning: 'Giving a plan back, so that someone else checks it.' },
	{ word: 'ICB', meaning: 'Integrated care board. The part of the NHS that pays for health care in your area.' },
	{ word: 'Learning report', meaning: 'What the forum has learned from many audits. It comes twice a year.' },
	{
		word: 'Local authority',
		meaning: 'The council. It has to write the plan and give the help in it.',
		forms: ['authority', 'council']
	},
	{ word: 'Mainstream', meaning: 'A school that is for everyone.' },
	{
		word: 'Outcome',
		meaning: 'What will be different for the child or young person, and by when.',
		forms: ['outcomes']
	},
	{
		word: 'Partnership',
		meaning: 'The council, health, social care, schools and parents who check plans together in your area.',
		forms: ['partnerships']
	},
	{
		word: 'Personal budget',
		meaning: 'Money that a family can use for the help in the plan. A direct payment is one way to get it.'
	},
	{
		word: 'PfA',
		meaning: 'Preparing for adulthood. Work, home, friends and health later in life.',
		forms: ['adulthood', 'preparing']
	},
	{ word: 'Provision', meaning: 'The help that the plan says must be given.' },
	{ word: 'QA', meaning: 'Quality assurance. Looking at work to make it better.', forms: ['quality', 'assurance'] },
	{
		word: 'Reference',
		meaning:
			'Letters and numbers that stand for a plan, so that no name is needed. A reference answer is the one that the makers of the questions would give.',
		forms: ['references']
	},
	{ word: 'Register', meaning: 'The list of plans, with no names in it.' },
	{ word: 'Safeguarding', meaning: 'Keeping children and young people safe from harm.' },
	{
		word: 'Section',
		meaning: 'A part of the plan. The law asks for sections A to K. H has two parts, H1 and H2.',
		forms: ['sections']
	},
	{
		word: 'SEN',
		meaning:
			'Special educational needs: finding it harder to learn than others of the same age, and so needing other help. SEND adds “and disabilities”.',
		forms: ['special', 'disability', 'disabilities']
	},
	{ word: 'SEN service', meaning: 'The team in the council that writes the plans.' },
	{ word: 'SENCO', meaning: 'Special educational needs coordinator. The teacher in charge of this help in a school.' },
	{ word: 'Setting', meaning: 'A nursery, school, college or other place where someone learns.', forms: ['settings'] },
	{ word: 'Social care', meaning: 'Help at home and in daily life, from the council.', forms: ['social'] },
	{
		word: 'Therapy',
		meaning:
			'Help to speak, move, feel or cope better. A therapist gives it. An occupational therapist helps with things you do each day.',
		forms: ['therapist', 'occupational']
	},
	{ word: 'Young person', meaning: 'Someone over 16. They can speak for themselves about their plan.' }
];

/** Gives the words that the glossary makes known, in small letters. */
export function knownWords(entries: readonly GlossaryEntry[] = glossary): Set<string> {
	return new Set(entries.flatMap(({ word, forms = [] }) => [...word.toLowerCase().split(' '), ...forms]));
}
