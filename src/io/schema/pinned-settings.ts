/**
 * What moves the text that PostgreSQL makes of its catalogs, and the values under which every
 * catalog is read. A role, a database or a server may have other defaults.
 */
export const pinnedSettings: Readonly<Record<string, string>> = {
  search_path: '',
  quote_all_identifiers: 'off',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  lc_monetary: 'C',
  standard_conforming_strings: 'on',
  xmlbinary: 'base64',
}
