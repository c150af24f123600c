//! Which years do texts speak of? A text to a line, with the years.

use briefing::annotate::annotate;

use super::blocks;

/// The years that a text speaks of, as text.
fn years(text: &str) -> String {
    let spoken = annotate(&blocks::briefing("years.txt", text)).spoken;
    let years: Vec<String> = spoken.iter().map(i16::to_string).collect();
    years.join(" ")
}

fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(text, expected)| (text, expected, years(text)))
        .filter(|(_, expected, found)| found != *expected)
        .map(|(text, expected, found)| format!("{text}: {found:?}, not {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_year_is_one_where_its_neighbours_say_so() {
    check(&[
        ("The harbour was dredged in 2013.", "2013"),
        ("Since 1998 the ferry has sailed daily.", "1998"),
        ("It is to be ready by 2025, not before 2024.", "2024 2025"),
        ("Nothing was built until late 2011.", "2011"),
        ("They met in early 2009 and again in mid-2010.", "2009 2010"),
        ("The pier dates from the end of 2000.", "2000"),
        ("The flood of 1953 is not forgotten.", "1953"),
        (
            "In the summer of 2016, and in winter 2017, it froze.",
            "2016 2017",
        ),
        (
            "The budget for the year 2019 was voted prior to 2018.",
            "2018 2019",
        ),
        ("The post-2015 plan begins no later than 2016.", "2015 2016"),
        (
            "They agreed on works up to 2020 and through to 2030.",
            "2020 2030",
        ),
        ("2014 was a good year. The next was not.", "2014"),
        (
            "The castle was razed in 1812, the wall in 1648.",
            "1648 1812",
        ),
        ("In 2013 fishermen found the wreck.", "2013"),
        ("The council met in 2012. In 2012 it met again.", "2012"),
    ]);
}

#[test]
fn dates_hold_the_years_they_end_with() {
    check(&[
        ("The ministers met on 3 March 2014 and agreed.", "2014"),
        ("They signed it on March 3, 2014, at noon.", "2014"),
        ("They sat from March 12-15, 2014.", "2014"),
        ("It ran from June 2012 to May of 2013.", "2012 2013"),
        ("Talks began in September, 2013.", "2013"),
        (
            "She sailed on Nov. 6, 2016, and again on 10 Dec 2017.",
            "2016 2017",
        ),
        ("They met in Sept. 2015 and on MAY 2, 2016.", "2015 2016"),
        ("The ship sank on the 14th of April 1912.", "1912"),
        ("The treaty was signed in January 1762.", "1762"),
        (
            "It was registered on 2014-03-12 and struck off on 12.04.2016.",
            "2014 2016",
        ),
        ("It was registered on 04/03/2014.", "2014"),
        ("See the page /2014/03/12/harbour of the town.", ""),
    ]);
}

#[test]
fn years_are_listed_and_spanned() {
    check(&[
        ("The plan for 2013–2015 was carried out.", "2013 2015"),
        ("The 2013-2015 plan was carried out.", "2013 2015"),
        ("It was carried out in 2013-15.", "2013 2015"),
        ("It was carried out between 2013 and 2015.", "2013 2015"),
        ("It was carried out from 2013 to 2015.", "2013 2015"),
        ("Storms came in 2011, 2012, and 2014.", "2011 2012 2014"),
        ("It was dry in 2011 or 2012.", "2011 2012"),
        ("The war of 1853-1856 was fought at sea.", "1853 1856"),
        ("Call 495-2013-2015 for tickets.", ""),
        ("Read pages 1950-1960 of the register.", ""),
        ("In 2013, 1950 more came.", "2013"),
    ]);
}

#[test]
fn what_is_named_by_its_year_has_it() {
    check(&[
        ("The 2013 session was short.", "2013"),
        ("The ministers prepared the 2014 summit.", "2014"),
        ("Observers watched the 2016 presidential elections.", "2016"),
        ("Its 2015 report was late.", "2015"),
        ("The island's 2008 referendum failed.", "2008"),
        ("They recalled 2013's storm.", "2013"),
        ("The council adopted Resolution 1973 (2011).", "2011"),
    ]);
}

#[test]
fn sums_and_measures_are_no_years() {
    check(&[
        ("They paid $2013 and then € 2014 for it.", ""),
        ("They sold it for 2013 euros, by 1950 pounds too much.", ""),
        ("Prices rose by 2000 percent and by 1950%.", ""),
        ("The 2013 people on board were saved.", ""),
        ("In 2013 people were counted.", ""),
        ("It lies in 1950 m of water, after 2010 km.", ""),
        ("It holds up to 2000 tons or up to 1950 barrels.", ""),
        ("A crowd of 2013 gathered, then a force of 1950.", ""),
        ("It lasted from 1950 to 2000 hours.", ""),
        ("Between 1950 and 2000 troops were landed.", ""),
        ("In 2000 villages the wells are dry.", ""),
        ("The 1950 houses and the 2013 boats were lost.", ""),
        ("It counts 2,013 boats and 2013 nets.", ""),
        ("Model 2013 costs 1999 and has 2048 parts.", ""),
        ("The harbour of the 1990s and the 1980's is gone.", ""),
        ("Write to box AB2013 or to 2013/7.", ""),
        ("The limit of 3000 was passed in 2500.", ""),
        ("Trains leave before 1730 and after 1805.", ""),
        ("2013", ""),
        ("", ""),
    ]);
}

#[test]
fn the_date_of_the_text_is_not_spoken_of() {
    check(&[
        (
            "Geneva, 3 March 2014 – The council met after the vote of 2012.",
            "2012",
        ),
        (
            "Published: 12 March 2014\n\nThe council met at last, and long it was.",
            "",
        ),
        (
            "Harbour news, March 2014\n\nThe council met at last, and long it was.",
            "",
        ),
        (
            "The council met at last, and long it was.\n\nGeneva, 3 March 2014",
            "",
        ),
        (
            "The council met at last, and long it was. Published 12 March 2014.",
            "",
        ),
        ("The council met in March 2014.", "2014"),
        (
            "Statement on the accord of 3 March 2014\n\nWe stand by it, now as then, all of us.",
            "2014",
        ),
    ]);
}
