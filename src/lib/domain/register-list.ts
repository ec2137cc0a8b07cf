/**
 * A plain list of plans: any CSV file, whose columns the coordinator matches to what the register holds. What stands here is which
 * things can be matched, and the names of its columns. `register-list-matching.ts` matches the two, `register-list-reading.ts` reads the rows.
 */
import { ulnIn, upnIn } from './register-cell.ts';
import { listDate } from './register-list-cell.ts';
import { columnName } from './register-table.ts';

export const listGroups = {
	child: 'Who it is, to find the same plan again',
	plan: 'The plan and the setting',
	dates: 'Dates and steps',
	finding: 'Names, for finding the plans'
} as const;
export type ListGroup = keyof typeof listGroups;

interface ListThing {
	readonly label: string;
	readonly group: ListGroup;
	/** What its cells hold. */
	readonly hint: string;
	/** Headings that say the same, without spaces and marks. The template's own heading is one of them by itself. */
	readonly headings: readonly string[];
}

const DAY = 'A date, day first, such as 03/02/2027';
const YES_NO = 'Yes or no';

const things = {
	upn: {
		label: 'UPN',
		group: 'child',
		hint: 'The unique pupil number: a letter and 12 more characters',
		headings: ['uniquepupilnumber', 'pupilupn', 'upnnumber', 'upnno']
	},
	uln: {
		label: 'ULN',
		group: 'child',
		hint: 'The unique learner number: ten figures',
		headings: ['uniquelearnernumber', 'ulnnumber', 'learnernumber']
	},
	own_number: {
		label: 'Your own number for the child or young person',
		group: 'child',
		hint: 'From your case system. It is used where there is neither a UPN nor a ULN',
		headings: ['caseid', 'casenumber', 'personid', 'pupilid', 'clientid', 'mosaicid', 'caseref', 'systemid', 'ehcpid']
	},
	birth_date: {
		label: 'Date of birth',
		group: 'child',
		hint: 'Only the school year that follows from it is kept',
		headings: ['dateofbirth', 'dob', 'birthdate', 'born', 'personbirthdate', 'pupildob']
	},
	year_group: {
		label: 'Year group',
		group: 'child',
		hint: 'Such as 4, Year 4, R or Nursery. Wanted only where there is no date of birth',
		headings: [
			'yeargroup',
			'year',
			'ncyear',
			'nationalcurriculumyear',
			'ncyeargroup',
			'nationalcurriculumyeargroup',
			'nc'
		]
	},
	primary_need: {
		label: 'Main need',
		group: 'plan',
		hint: 'A SEN2 code such as SLCN, or its words',
		headings: [
			'primaryneed',
			'mainneed',
			'need',
			'primarysen',
			'primarysenneed',
			'primarysentype',
			'sentype',
			'primarytypeofneed'
		]
	},
	urn: {
		label: 'URN of the setting',
		group: 'plan',
		hint: 'Six figures',
		headings: ['schoolurn', 'settingurn', 'placementurn', 'currentschoolurn', 'establishmenturn']
	},
	school_name: {
		label: 'Name of the setting',
		group: 'plan',
		hint: 'Used where there is no URN. It is compared with the names in the register',
		headings: [
			'school',
			'schoolname',
			'setting',
			'settingname',
			'currentschool',
			'placement',
			'currentplacement',
			'establishment',
			'establishmentname',
			'currentsetting',
			'schoolorcollege'
		]
	},
	sen_setting: {
		label: 'Where there is no school or college',
		group: 'plan',
		hint: 'A SEN2 code such as EHE, or its words',
		headings: ['sensetting', 'othersetting', 'placementtype', 'typeofplacement']
	},
	sen_unit: { label: 'In a SEN unit', group: 'plan', hint: YES_NO, headings: ['senunit', 'senunitindicator', 'unit'] },
	resourced_provision: {
		label: 'In resourced provision',
		group: 'plan',
		hint: YES_NO,
		headings: ['resourcedprovision', 'resourcedprovisionindicator', 'rp', 'resourcebase']
	},
	plan_kind: {
		label: 'New or amended',
		group: 'plan',
		hint: 'New, or amended after a review',
		headings: ['plankind', 'plantype', 'planstatus', 'typeofplan', 'neworamended']
	},
	started_on: {
		label: 'Final plan first sent',
		group: 'dates',
		hint: DAY,
		headings: [
			'startdate',
			'planstartdate',
			'ehcpstartdate',
			'finalplandate',
			'dateissued',
			'finalissued',
			'planissued',
			'dateoffinalplan',
			'ehcpdate',
			'finalehcpdate',
			'datefinalised',
			'finalplan',
			'finalplanissued'
		]
	},
	ceased_on: {
		label: 'Plan ended',
		group: 'dates',
		hint: DAY,
		headings: ['ceasedate', 'enddate', 'ceased', 'planenddate', 'dateceased']
	},
	request_received: {
		label: 'Request received',
		group: 'dates',
		hint: DAY,
		headings: [
			'receiveddate',
			'requestdate',
			'daterequestreceived',
			'requestreceiveddate',
			'dateofrequest',
			'datereferred'
		]
	},
	exception: {
		label: 'An exception to the 20 weeks',
		group: 'dates',
		hint: YES_NO,
		headings: ['week20', 'exceptions', '20weekexception', 'exceptionapplies']
	},
	review_meeting: {
		label: 'Last review meeting',
		group: 'dates',
		hint: DAY,
		headings: [
			'reviewmeetingdate',
			'annualreviewdate',
			'lastannualreview',
			'dateofreview',
			'ardate',
			'lastardate',
			'dateoflastreviewmeeting'
		]
	},
	review_decision: {
		label: 'Decision after the last review',
		group: 'dates',
		hint: DAY,
		headings: ['lastreview', 'reviewdecisiondate', 'decisiondate', 'reviewoutcomedate', 'dateofdecision']
	},
	transfer_due: {
		label: 'Phase transfer: plan due by',
		group: 'dates',
		hint: `${DAY}. 15 February or 31 March for most`,
		headings: ['phasetransferduedate', 'transferdate', 'phasetransfer', 'transferduedate']
	},
	transfer_final: {
		label: 'Phase transfer: final plan sent',
		group: 'dates',
		hint: DAY,
		headings: ['phasetransferfinaldate', 'transferfinaldate']
	},
	forename: {
		label: 'First name',
		group: 'finding',
		hint: 'Where the name stands in two columns',
		headings: ['firstname', 'givenname', 'preferredname']
	},
	surname: {
		label: 'Last name, or the whole name',
		group: 'finding',
		hint: 'As your file has it',
		headings: ['lastname', 'familyname', 'name', 'fullname', 'childname', 'pupilname', 'childsname', 'nameofchild']
	}
} as const satisfies Record<string, ListThing>;

export type ListField = keyof typeof things;
export const listFields = Object.keys(things) as readonly ListField[];
export const listThings: Readonly<Record<ListField, ListThing>> = things;

/** What a plan is found again by, the surest first. */
export const numberFields = ['upn', 'uln', 'own_number'] as const satisfies readonly ListField[];

/** What plans are found by: the numbers, and who the child or young person is. */
export const findingFields = [
	...numberFields,
	'birth_date',
	'forename',
	'surname'
] as const satisfies readonly ListField[];

/** Gives whether something is read when a list is imported. Names are not: they are wanted only where plans are found. */
export function isImported(field: ListField): boolean {
	return listThings[field].group !== 'finding';
}

/** Gives the header of the template: the columns by the names that are recognised without any matching. */
export function listTemplate(): ListField[] {
	return listFields.filter(isImported);
}

/** Gives the header with a name for each column: one without a heading, or with that of another, is named by its place. */
export function listHeader(header: readonly string[]): string[] {
	const seen = new Set<string>();
	return header.map((text, index) => {
		const heading = text.trim().replace(/\s+/g, ' ') || `Column ${index + 1}`;
		const name = seen.has(columnName(heading)) ? `${heading} (column ${index + 1})` : heading;
		seen.add(columnName(name));
		return name;
	});
}

/** Gives whether a first row is that of a child rather than one of headings: a number or a date stands in it. */
export function isWithoutHeadings(header: readonly string[]): boolean {
	return header.some((text) => {
		const cell = text.trim();
		return upnIn(cell) !== null || ulnIn(cell) !== null || listDate(cell) !== null;
	});
}
