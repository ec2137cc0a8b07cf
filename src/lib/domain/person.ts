/** Who works with the partnership: auditors, coordinators, chairs and headteachers. */
import * as z from 'zod';
import { Id, Urn } from './ids.ts';
import { PlainDate } from './plain-date.ts';

export const roles = ['auditor', 'coordinator', 'chair', 'headteacher'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const roleLabels: Record<Role, string> = {
	auditor: 'Auditor',
	coordinator: 'Coordinator',
	chair: 'Forum chair',
	headteacher: 'Headteacher'
};

export const agencies = ['health', 'social_care', 'school', 'parent', 'sen_service'] as const;
export const Agency = z.enum(agencies);
export type Agency = z.infer<typeof Agency>;

export const agencyLabels: Record<Agency, string> = {
	health: 'Health',
	social_care: 'Social care',
	school: 'School or college',
	parent: 'Parent or carer',
	sen_service: 'SEN service'
};

/** Plans each auditor is given a term unless the people file says otherwise. */
export const DEFAULT_CAPACITY = 3;

export const Person = z.strictObject({
	personId: Id,
	email: z.email().max(200),
	name: z.string().min(1).max(120),
	roles: z.array(Role).min(1).max(4),
	/** Set for auditors only. */
	agency: Agency.nullable(),
	/** Plans a term. */
	capacity: z.int().min(0).max(30),
	/** Auditors are given plans only from the day they were trained. */
	trainedOn: PlainDate.nullable(),
	/** The settings a headteacher leads, or an auditor works at. */
	schoolUrns: z.array(Urn).max(30),
	disabledAt: z.iso.datetime().nullable()
});
export type Person = z.infer<typeof Person>;

/** Somebody signed in, as the gate hands them to whatever they asked for. Read afresh at each request, so a change counts at once. */
export interface SignedIn {
	readonly personId: string;
	readonly partnershipId: string;
	readonly partnershipName: string;
	readonly name: string;
	readonly email: string;
	readonly roles: readonly Role[];
	/** The settings a headteacher leads, or an auditor works at. */
	readonly schoolUrns: readonly string[];
}
