// Log groups keep whole numbers of days that CloudWatch offers: the first that is at least what the settings ask for.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

const OFFERED: readonly RetentionDays[] = Object.values(RetentionDays)
  .filter((value): value is RetentionDays => typeof value === 'number')
  .filter((value) => value !== RetentionDays.INFINITE)
  .sort((left, right) => left - right);

export const retentionOf = (days: number): RetentionDays =>
  OFFERED.find((offered) => offered >= days) ?? RetentionDays.TEN_YEARS;
