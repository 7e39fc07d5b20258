/** What is said of figures asked for that cannot be given. */
export const insightMessages = {
  insight_future: [
    '{today} 以后的数字还没有，请选今天或以前的日子。',
    'There are no figures after {today} yet; choose today or an earlier day.',
  ],
  insight_order: [
    '起始日在看的那一天之后，请改一个日子。',
    'It begins after the day asked for; change one of the two.',
  ],
  insight_days: [
    '按日最多看 {most} 天，请把起始日推后，或改为按月。',
    'Day by day, at most {most} days can be read; begin later, or read by month.',
  ],
  insight_months: ['最多看 {most} 个月，请把起始日推后。', 'At most {most} months can be read; begin later.'],
} as const;
