/**
 * The tables as Kysely sees them. Column names are snake_case in SQL and camelCase here (CamelCasePlugin).
 * Every table but better-auth's own carries `partnershipId`, and is reached only through a Store (store.ts), which adds it to
 * every statement; composite foreign keys keep rows of two partnerships from ever pointing at each other.
 * JSON is text in both engines: it is canonical where it is hashed, and no query looks inside it.
 * Flags are 0/1 integers and times ISO text in both engines, so that rows read alike.
 */
import type { PartnershipTable, PartnershipTables } from './tables/partnerships.ts';
import type { PeopleTables } from './tables/people.ts';
import type { RegisterTables } from './tables/register.ts';
import type { TermTables } from './tables/terms.ts';
import type { AuditTables } from './tables/audits.ts';
import type { ReportTables } from './tables/reports.ts';
import type { TabletTables } from './tables/tablets.ts';
import type { SignInTables } from './tables/sign-in.ts';

export type { PartnershipTable };

/** The tables that a Store reaches, by their names in camelCase. */
export interface OwnedTables
	extends PartnershipTables, PeopleTables, RegisterTables, TermTables, AuditTables, ReportTables, TabletTables {}

export interface Tables extends OwnedTables, SignInTables {
	partnership: PartnershipTable;
}
