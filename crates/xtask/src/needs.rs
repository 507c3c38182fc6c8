//! What the suite needs from the system, and how to get it from the system's package manager.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, Result, cluster, process, s3};

/// One thing the suite cannot do without. To add one, add a line to [`NEEDS`].
pub struct Need {
    pub name: &'static str,
    /// Set for the tests to the path that was found. When the developer has set it already, that path is taken.
    pub variable: Option<&'static str>,
    find: fn() -> Option<PathBuf>,
    packages: Packages,
}

/// The packages that hold a need, by package manager.
struct Packages {
    apt: &'static [&'static str],
    dnf: &'static [&'static str],
    pacman: &'static [&'static str],
    brew: &'static [&'static str],
}

pub const NEEDS: &[Need] = &[
    Need {
        name: "PostgreSQL server",
        variable: None,
        find: cluster::programs,
        packages: Packages {
            apt: &["postgresql"],
            dnf: &["postgresql-server"],
            pacman: &["postgresql"],
            brew: &["postgresql@17"],
        },
    },
    Need {
        name: "an S3 server (OpenStack Swift)",
        variable: None,
        find: s3::program,
        packages: Packages {
            apt: &["swift-proxy", "swift-account", "swift-container", "swift-object"],
            dnf: &[
                "openstack-swift-proxy",
                "openstack-swift-account",
                "openstack-swift-container",
                "openstack-swift-object",
            ],
            // Not packaged: `pip install swift`.
            pacman: &["python-pip"],
            brew: &["python"],
        },
    },
    Need {
        name: "Chromium",
        variable: Some("MAIDIAN_TEST_CHROMIUM"),
        find: || program(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]),
        packages: Packages {
            apt: &["chromium"],
            dnf: &["chromium"],
            pacman: &["chromium"],
            brew: &["chromium"],
        },
    },
    Need {
        name: "ChromeDriver",
        variable: Some("MAIDIAN_TEST_CHROMEDRIVER"),
        find: || program(&["chromedriver", "chromium.chromedriver"]),
        packages: Packages {
            apt: &["chromium-driver"],
            dnf: &["chromedriver"],
            pacman: &["chromium"],
            brew: &["chromedriver"],
        },
    },
    Need {
        name: "nginx",
        variable: Some("MAIDIAN_TEST_NGINX"),
        find: || program(&["nginx"]),
        packages: Packages { apt: &["nginx"], dnf: &["nginx"], pacman: &["nginx"], brew: &["nginx"] },
    },
    Need {
        name: "a font with Chinese characters",
        variable: None,
        find: chinese_font,
        packages: Packages {
            apt: &["fonts-noto-cjk", "fontconfig"],
            dnf: &["google-noto-sans-cjk-fonts", "fontconfig"],
            pacman: &["noto-fonts-cjk", "fontconfig"],
            brew: &["font-noto-sans-cjk", "fontconfig"],
        },
    },
];

/// Variables for the tests, each with the path of what was found.
pub type Found = Vec<(&'static str, PathBuf)>;

/// Finds every need, and installs what is missing.
///
/// # Errors
/// When something is missing and cannot be installed here; says exactly what to install.
pub fn ensure() -> Result<Found> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| need.find().is_none()).collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    let still: Vec<&Need> = NEEDS.iter().filter(|need| need.find().is_none()).collect();
    if !still.is_empty() {
        return Err(advice(&still, Manager::detect(), "still missing after the installation"));
    }
    let found = NEEDS.iter().filter_map(|need| {
        let path = need.find()?;
        println!("{}: {}", need.name, path.display());
        Some((need.variable?, path))
    });
    Ok(found.collect())
}

impl Need {
    fn find(&self) -> Option<PathBuf> {
        let chosen = self.variable.and_then(std::env::var_os).map(PathBuf::from);
        chosen.filter(|path| path.is_file()).or_else(self.find)
    }
}

/// Package managers, and how each is told to install without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Brew,
}

impl Manager {
    const ALL: [Self; 4] = [Self::Apt, Self::Dnf, Self::Pacman, Self::Brew];

    fn detect() -> Option<Self> {
        Self::ALL.into_iter().find(|manager| program(&[manager.program()]).is_some())
    }

    fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Brew => "brew",
        }
    }

    fn packages(self, need: &Need) -> &'static [&'static str] {
        match self {
            Self::Apt => need.packages.apt,
            Self::Dnf => need.packages.dnf,
            Self::Pacman => need.packages.pacman,
            Self::Brew => need.packages.brew,
        }
    }

    /// The command lines that install `needs`, in order.
    fn lines(self, needs: &[&Need]) -> Vec<Vec<&'static str>> {
        let packages: BTreeSet<&str> = needs.iter().flat_map(|need| self.packages(need)).copied().collect();
        let (before, install): (Option<Vec<&str>>, &[&str]) = match self {
            Self::Apt => {
                (Some(vec!["apt-get", "update"]), &["apt-get", "install", "--yes", "--no-install-recommends"])
            }
            Self::Dnf => (None, &["dnf", "install", "--assumeyes"]),
            Self::Pacman => (None, &["pacman", "-S", "--needed", "--noconfirm"]),
            Self::Brew => (None, &["brew", "install"]),
        };
        let install = install.iter().copied().chain(packages).collect();
        before.into_iter().chain([install]).collect()
    }

    /// What to put before a command so that it may install; `None` when we may not.
    fn privilege(self) -> Option<&'static [&'static str]> {
        if self == Self::Brew || rustix::process::geteuid().is_root() {
            return Some(&[]);
        }
        let sudo = Command::new("sudo").args(["-n", "true"]).output();
        sudo.is_ok_and(|answer| answer.status.success()).then_some(&["sudo", "-n"])
    }
}

fn install(missing: &[&Need]) -> Result<()> {
    let Some(manager) = Manager::detect() else {
        return Err(advice(missing, None, "no known package manager here"));
    };
    let Some(privilege) = manager.privilege() else {
        return Err(advice(missing, Some(manager), "neither root nor password-less sudo here"));
    };
    for line in manager.lines(missing) {
        let mut words = privilege.iter().copied().chain(line);
        let mut command = Command::new(words.next().unwrap_or(manager.program()));
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut command).map_err(|failure| advice(missing, Some(manager), &failure.to_string()))?;
    }
    Ok(())
}

/// Says what is missing, why it was not installed, and the exact commands that install it.
fn advice(missing: &[&Need], manager: Option<Manager>, why: &str) -> Failure {
    let names: Vec<_> = missing.iter().map(|need| need.name).collect();
    let mut sentence = format!("missing: {} ({why})", names.join(", "));
    let known: Vec<Manager> = manager.map_or_else(|| Manager::ALL.to_vec(), |one| vec![one]);
    for manager in known {
        let lines: Vec<_> = manager.lines(missing).iter().map(|line| line.join(" ")).collect();
        sentence.push_str(&format!("\n  install with {}: {}", manager.program(), lines.join(" && ")));
    }
    Failure::new(sentence)
}

/// The first of `names` in the path or in the places where systems keep programs outside it.
fn program(names: &[&str]) -> Option<PathBuf> {
    const BESIDES: [&str; 4] =
        ["/usr/sbin", "/usr/lib/chromium", "/snap/bin", "/Applications/Chromium.app/Contents/MacOS"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    directories.extend(BESIDES.map(PathBuf::from));
    let candidate = |name| directories.iter().map(move |directory| directory.join(name));
    names.iter().flat_map(candidate).find(|file| file.is_file())
}

/// A font file that fontconfig offers for Chinese; macOS always has one.
fn chinese_font() -> Option<PathBuf> {
    let of_mac = Path::new("/System/Library/Fonts/PingFang.ttc");
    if of_mac.is_file() {
        return Some(of_mac.to_path_buf());
    }
    let answer = Command::new("fc-list").args([":lang=zh-cn", "file"]).output().ok()?;
    let listed = String::from_utf8_lossy(&answer.stdout).into_owned();
    let first = listed.lines().next()?;
    Some(PathBuf::from(first.trim_end().trim_end_matches(':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_manager_is_told_every_package_once() {
        let needs: Vec<&Need> = NEEDS.iter().collect();
        for manager in Manager::ALL {
            let lines = manager.lines(&needs);
            let install = lines.last().unwrap();
            for package in NEEDS.iter().flat_map(|need| manager.packages(need)) {
                assert_eq!(install.iter().filter(|word| *word == package).count(), 1, "{package}");
            }
        }
    }

    #[test]
    fn the_advice_names_what_is_missing_and_the_exact_commands() {
        let browser = NEEDS.iter().find(|need| need.name == "Chromium").unwrap();
        let advice = advice(&[browser], Some(Manager::Apt), "no sudo").to_string();
        assert_eq!(
            advice,
            "missing: Chromium (no sudo)\n  install with apt-get: apt-get update && \
             apt-get install --yes --no-install-recommends chromium"
        );
    }

    #[test]
    fn without_a_known_manager_every_one_is_advised() {
        let needs: Vec<&Need> = NEEDS.iter().collect();
        let advice = advice(&needs, None, "unknown system").to_string();
        assert_eq!(advice.lines().count(), 1 + Manager::ALL.len());
    }

    #[test]
    fn programs_are_found_in_the_path_only_when_they_are_there() {
        assert!(program(&["no-such-program-here", "sh"]).unwrap().ends_with("sh"));
        assert_eq!(program(&["no-such-program-here"]), None);
    }
}
